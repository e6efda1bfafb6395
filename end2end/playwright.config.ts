// Debian's Chromium, and no retries: a test that fails now and then is wrong, or the page is.
import { defineConfig, devices } from '@playwright/test';

const root = process.getuid?.() === 0;

export default defineConfig({
  testDir: '.',
  outputDir: 'test-results',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  // Pictures are for eyes: `make pictures` takes them, `make test` does not.
  projects: [
    { name: 'portal', testIgnore: ['pictures.spec.ts', 'latency.spec.ts'] },
    // What is measured runs alone: beside another test it would measure that one.
    { name: 'latency', testMatch: 'latency.spec.ts', dependencies: ['portal'] },
    { name: 'pictures', testMatch: 'pictures.spec.ts' },
  ],
  use: {
    ...devices['Desktop Chrome'],
    viewport: { width: 1440, height: 900 },
    locale: 'en',
    timezoneId: 'UTC',
    trace: 'retain-on-failure',
    // What cannot be pressed fails where it stands, and not when the whole test has run out of time.
    actionTimeout: 15_000,
    launchOptions: {
      executablePath: '/usr/bin/chromium',
      // Chromium's sandbox does not work as root; and it is not to talk to anybody but the portal.
      chromiumSandbox: !root,
      args: [
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
