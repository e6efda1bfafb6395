// A portal of its own for each worker of the tests, and what people do in it, step by step.
import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Browser, type BrowserContextOptions, type Page, expect, test as base } from '@playwright/test';

export { expect };

export const PASSWORD = 'purser-demo-only';
export type Person = 'requester' | 'lead' | 'approver' | 'auditor' | 'admin';
/** Somebody who was added, by the first part of their address. */
type Anybody = Person | (string & {});

const BINARY = process.env.PURSER_BINARY ?? path.resolve('../target/debug/purser');

function environment(folder: string) {
  const { DATABASE_URL, PURSER_OWNER_URL, ...rest } = process.env;
  return { ...rest, PURSER_DATA_DIR: folder };
}

/**
 * `portal` is the address of a portal that nobody else uses; relative addresses lead there. `folder` is its data
 * folder.
 */
export const test = base.extend<object, { folder: string; portal: string }>({
  folder: [
    async ({}, use) => {
      const folder = await mkdtemp(path.join(tmpdir(), 'purser-'));
      // Searchable, so that the database of a portal that runs as root lives in it, and goes with it.
      await chmod(folder, 0o755);
      await use(folder);
      await rm(folder, { recursive: true, force: true });
    },
    { scope: 'worker' },
  ],
  portal: [
    async ({ folder }, use) => {
      const port = await freePort();
      const server = spawn(BINARY, ['serve'], {
        env: {
          ...environment(folder),
          PURSER_SITE_DIR: process.env.PURSER_SITE_DIR ?? path.resolve('../target/site-dev'),
          PURSER_LISTEN: `127.0.0.1:${port}`,
          // The protocol's minutes pass in seconds.
          PURSER_SETTLE_COMPRESS: '60',
          PURSER_POLL_SECONDS: '1',
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let log = '';
      for (const stream of [server.stdout, server.stderr]) stream.on('data', (text) => (log += text));
      let ended = false;
      const end = new Promise<void>((resolve) => server.on('close', () => resolve((ended = true, undefined))));

      const address = `http://127.0.0.1:${port}`;
      try {
        await expect
          .poll(() => (ended ? 'ended' : fetch(`${address}/readyz`).then((it) => it.status, () => 'not there')), {
            message: 'the portal gets ready',
            timeout: 120_000,
          })
          .toBe(200);
      } catch (error) {
        throw new Error(`The portal did not start:\n${log}`, { cause: error });
      }

      await use(address);

      server.kill('SIGTERM');
      await end;
    },
    { scope: 'worker', timeout: 150_000 },
  ],
  baseURL: async ({ portal }, use) => use(portal),
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Somebody whom the demo does not have, with the demo's password; added once. */
export async function addPerson(folder: string, email: string, name: string, ...roles: string[]) {
  const settings = { env: environment(folder) };
  const listed = await promisify(execFile)(BINARY, ['user', 'list'], settings);
  if (listed.stdout.includes(email)) return;
  const more = roles.flatMap((role) => ['--role', role]);
  const added = promisify(execFile)(BINARY, ['user', 'add', '--email', email, '--name', name, ...more, '--password-stdin'], settings);
  added.child.stdin?.end(`${PASSWORD}\n`);
  await added;
}

/** Keeps them from signing in from now on: what takes two admins where there is another one takes one again. */
export async function dismiss(folder: string, email: string) {
  await promisify(execFile)(BINARY, ['user', 'disable', '--email', email], { env: environment(folder) });
}

/** Lets the time of an order be over now, or in so long, and not in days: as the owner of the portal's database. */
export async function timeIsOver(folder: string, number: string, left = '0') {
  const cluster = path.join(folder, 'postgres', 'cluster');
  const socket = (await readFile(path.join(cluster, 'postmaster.pid'), 'utf8')).split('\n')[4] ?? '';
  const over = `update purser.orders set expires_at = purser.now() + '${left}', version = version + 1 where 'P-' || number = '${number}' and expires_at is not null`;
  const at = ['--host', socket, '--port', '5432', '--username', 'purser_owner', '--dbname', 'purser'];
  const { stdout } = await promisify(execFile)('psql', ['--no-psqlrc', ...at, '--command', over]);
  expect(stdout.trim()).toBe('UPDATE 1');
}

export async function signIn(page: Page, person: Anybody) {
  await page.goto('/signin');
  await page.getByLabel('Work e-mail').fill(`${person}@demo.local`);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page).not.toHaveURL(/signin/);
}

/** A second browser, with somebody signed in. */
export async function somebodyElse(browser: Browser, person: Anybody, options: BrowserContextOptions) {
  const page = await (await browser.newContext(options)).newPage();
  await signIn(page, person);
  return page;
}

/** A key of the simulated account that has money. */
export async function storeCredential(page: Page) {
  await page.goto('/credentials');
  await page.getByRole('button', { name: /Account with money|余额充足的账户/ }).click();
  await expect(page.getByText(/^(Verified|已验证)$/).first()).toBeVisible();
}

/** An access key of the simulated Huawei account that has money. */
export async function storeHuaweiCredential(page: Page) {
  await page.goto('/credentials');
  await page.getByRole('button', { name: /^(Huawei|华为).*(access key|访问密钥).*(with money|余额充足)/i }).first().click();
  await expect(page.getByText(/^(Verified|已验证)$/).first()).toBeVisible();
}

/** Everything that the form asks, as a subscription of `months`. */
export async function fillPurchase(
  page: Page,
  { months, reason, source = 'cn-hangzhou' }: { months: string; reason: string; source?: string },
) {
  const region = page.getByLabel('Source region', { exact: true });
  if (source.startsWith('cn-x-')) {
    await region.selectOption({ index: (await region.getByRole('option').count()) - 1 });
    await page.locator('[name="SourceRegion.other"]').fill(source);
  } else {
    await region.selectOption(source);
  }
  await page.getByLabel('Destination region', { exact: true }).selectOption('cn-shanghai');
  await page.getByRole('radio', { name: /^small/ }).check();
  await page.getByRole('radio', { name: 'Subscription' }).check();
  await page.getByLabel('Length of term').fill(months);
  await page.getByLabel('Credential', { exact: true }).selectOption({ index: 1 });
  await page.getByLabel('Why', { exact: true }).fill(reason);
  await page.getByLabel('Ceiling', { exact: true }).fill('12000');
}

/** A submitted order; its number. A `source` such as `cn-x-lost` makes the simulated cloud fail in its way. */
export async function order(page: Page, reason: string, source?: string, months = '12'): Promise<string> {
  await page.goto('/catalog/dts.create');
  await fillPurchase(page, { months, reason, source });
  await page.getByRole('button', { name: 'Submit for approval' }).click();
  await expect(page).toHaveURL(/\/orders\/P-\d+$/);
  return new URL(page.url()).pathname.split('/').pop() ?? '';
}

/** A submitted order of a DDM instance for a term, which the cloud takes and leaves unpaid; its number. */
export async function unpaidOrder(page: Page, reason: string): Promise<string> {
  await page.goto('/credentials');
  await page.getByRole('button', { name: /Huawei Cloud.*access key.*with money/i }).first().click();
  await expect(page.getByRole('row').filter({ hasText: 'Huawei' }).first()).toContainText('Verified');
  const origin = new URL(page.url()).origin;
  const stored = await (await page.request.get('/api/v1/credentials')).json();
  const credential = stored.items.find((it: { kind: string }) => it.kind === 'huawei_access_key');
  // The simulated account's networks, named as the simulator names them.
  const network = (what: string) => {
    const hash = createHash('sha256').update(`0de00000000000000000000000000401|${what}|0`).digest('hex');
    return [hash.slice(0, 8), hash.slice(8, 12), hash.slice(12, 16), hash.slice(16, 20), hash.slice(20, 32)].join('-');
  };
  const answer = await page.request.post('/api/v1/orders', {
    headers: { origin, 'idempotency-key': `unpaid-${reason.length}-${Date.now()}` },
    data: {
      operation: 'ddm.create',
      credential_id: credential.id,
      team: 'Platform',
      spec: {
        instance: {
          name: 'orders-mart',
          flavor_id: '8f2e696c-a9c1-30bd-af90-25522bc67606',
          engine_id: '2325a707-0361-8be6-dd01-13474bbac437',
          node_num: 1,
          available_zones: ['cn-north-4a'],
          vpc_id: network('vpc'),
          subnet_id: network('subnet'),
          security_group_id: network('group'),
        },
        extend_param: { charge_mode: 'prePaid', period_type: 'month', period_num: 1, is_auto_pay: false },
      },
      reason,
      ceiling: { amount: '90000', currency: 'CNY' },
      submit: true,
    },
  });
  expect(answer.status(), await answer.text()).toBe(201);
  return (await answer.json()).number;
}

/** Answers the step that waits for this person. */
export async function approve(page: Page, number: string, button: string | RegExp = /^Approve CNY/) {
  await page.goto(`/orders/${number}`);
  await page.getByLabel('Comment').fill('As agreed in planning.');
  await page.getByRole('button', { name: button }).click();
  await expect(page.getByRole('heading', { level: 1 })).not.toContainText('Awaiting approval');
}

/** The order's page, once it shows the state. */
export async function reaches(page: Page, number: string, state: RegExp) {
  await page.goto(`/orders/${number}`);
  // By itself: the page listens.
  await expect(page.getByRole('heading', { level: 1 })).toContainText(state, { timeout: 40_000 });
}
