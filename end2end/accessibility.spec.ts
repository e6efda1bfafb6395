// No page breaks a rule of WCAG 2.2 AA that a machine can check, in either theme.
import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import { type Page } from '@playwright/test';
import { expect, signIn, storeCredential, test } from './portal';
import { alone, doubt, everywhere, prefer } from './pages';

const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

test('every page in both themes', async ({ page, browser, baseURL, folder }) => {
  test.setTimeout(600_000);
  const places = await everywhere(page, browser, folder, baseURL);
  for (const theme of ['light', 'dark'] as const) {
    const readers = new Set(places.map(({ by }) => by ?? page));
    for (const reader of readers) await prefer(reader, { theme });
    for (const { name, address, act, by } of places) {
      await test.step(`${name}, ${theme}`, async () => {
        const reader = by ?? page;
        await reader.goto(address);
        await act?.(reader);
        expect.soft(await broken(reader), `${name}, ${theme}`).toEqual([]);
      });
    }
  }
  await alone(folder);
});

test('an order whose outcome is unknown, in both themes', async ({ page, browser, baseURL }) => {
  await signIn(page, 'requester');
  await storeCredential(page);
  const number = await doubt(page, browser, baseURL);
  for (const theme of ['light', 'dark'] as const) {
    await prefer(page, { theme });
    await page.goto(`/orders/${number}`);
    expect.soft(await broken(page), theme).toEqual([]);
  }
});

test('the sign-in page', async ({ page }) => {
  await page.goto('/signin');
  expect(await broken(page)).toEqual([]);
});

async function broken(page: Page): Promise<string[]> {
  await page.evaluate(source);
  return page.evaluate(async () => {
    const axe = (window as unknown as { axe: { run(what: object): Promise<{ violations: Violation[] }> } }).axe;
    interface Violation {
      id: string;
      nodes: { html: string; failureSummary: string }[];
    }
    const { violations } = await axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} · ${failureSummary.slice(0, 240)}`),
    );
  });
}
