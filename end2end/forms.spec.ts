// The forms of the other operations, from the empty form to what was bought, with the browser's script and without.
import { createHash } from 'node:crypto';
import { type Browser, type Page, expect, signIn, somebodyElse, storeCredential, storeHuaweiCredential, test } from './portal';

/** Of the simulated account with money, in the region of its key. */
const PROJECT = '0de00000000000000000000000000401';

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled });

    test('any product is bought by its code and its attributes', async ({ page, browser, baseURL }) => {
      await signIn(page, 'requester');
      await storeCredential(page);
      await page.goto('/catalog/bss.create');
      await page.getByLabel('Product code').fill('acr');
      await page.getByLabel('Product type').fill('acr_ee_public_cn');
      await page.getByLabel('Code 1', { exact: true }).fill('InstanceType');
      await page.getByLabel('Value 1', { exact: true }).fill('Basic');
      await expect(page.getByLabel('Code 2', { exact: true })).toBeVisible();
      await page.getByRole('radio', { name: 'Subscription' }).check();
      await page.getByLabel('Length of term').fill('7');
      await agree(page, `Registry, script ${javaScriptEnabled ? 'on' : 'off'}`);

      await page.getByRole('button', { name: 'Check the form and ask the price' }).click();
      const term = page.getByLabel('Length of term');
      await expect(term).toHaveAccessibleDescription(/whole multiple of 12/);
      await expect(page.getByLabel('Value 1', { exact: true })).toHaveValue('Basic');
      await term.fill('12');
      await askThePrice(page);
      await submitAndApprove(page, browser, baseURL, javaScriptEnabled);
      await expect(page.getByRole('main')).toContainText('BSS instance, acr');
    });

    test('a DDM instance is bought, and its password stands on no page', async ({ page, browser, baseURL }) => {
      const password = 'Quite-Secret-77';
      await signIn(page, 'requester');
      await storeHuaweiCredential(page);
      await page.goto('/catalog/ddm.create');
      const id = (what: string) => simulated(what, 0);
      await page.getByLabel('Name', { exact: true }).fill(javaScriptEnabled ? 'orders-on' : 'orders-off');
      await page.getByLabel('Engine').fill('2325a707-0361-8be6-dd01-13474bbac437');
      await page.getByLabel('Flavor').fill('8f2e696c-a9c1-30bd-af90-25522bc67606');
      await page.getByLabel('Nodes').fill('1');
      await page.getByLabel('Availability zones 1', { exact: true }).fill('cn-north-4a');
      await page.getByLabel('VPC').fill(id('vpc'));
      await page.getByLabel('Subnet').fill(id('subnet'));
      await page.getByLabel('Security group').fill(id('group'));
      await page.getByText('More parameters, rarely needed').click();
      await page.getByLabel('Time zone').selectOption('UTC+08:00');
      await page.getByLabel('Administrator’s name').fill('root');
      await page.getByLabel('Administrator’s password').fill('short');
      await agree(page, `Middleware, script ${javaScriptEnabled ? 'on' : 'off'}`);

      await page.getByRole('button', { name: 'Submit for approval' }).click();
      const field = page.getByLabel('Administrator’s password');
      await expect(field).toHaveAccessibleDescription(/at least 8 characters/);
      await expect(field).toHaveValue('');
      await expect(page.getByLabel('Time zone')).toHaveValue('UTC+08:00');
      await askThePrice(page);
      await page.getByLabel('Administrator’s password').fill(password);
      await submitAndApprove(page, browser, baseURL, javaScriptEnabled);
      expect(await page.content()).not.toContain(password);
      await expect(page.getByRole('main')).toContainText('DDM instance, orders-o');
    });
  });
}

/** The id of what the simulated cloud has at a place of its list. */
function simulated(what: string, at: number): string {
  const hex = createHash('sha256').update(`${PROJECT}|${what}|${at}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

/** Whose key, why, and how much at most. */
async function agree(page: Page, reason: string) {
  await page.getByLabel('Credential', { exact: true }).selectOption({ index: 1 });
  await page.getByLabel('Why', { exact: true }).fill(reason);
  await page.getByLabel('Ceiling', { exact: true }).fill('90000');
}

async function askThePrice(page: Page) {
  await page.getByRole('button', { name: /Check the form and ask the price|Ask the price again/ }).click();
  await expect(page.getByRole('region', { name: 'Summary' })).toContainText(/Asked \d\d:\d\d:\d\d/);
}

async function submitAndApprove(page: Page, browser: Browser, baseURL: string | undefined, javaScriptEnabled: boolean) {
  await page.getByRole('button', { name: 'Submit for approval' }).click();
  await expect(page).toHaveURL(/\/orders\/P-\d+$/);
  const lead = await somebodyElse(browser, 'lead', { baseURL, javaScriptEnabled });
  await lead.goto(new URL(page.url()).pathname);
  await lead.getByRole('button', { name: /^Approve CNY/ }).click();
  await lead.context().close();
  const title = page.getByRole('heading', { level: 1 });
  await expect(async () => {
    if (!javaScriptEnabled) await page.reload();
    await expect(title).toContainText('Bought', { timeout: 1_000 });
  }).toPass({ timeout: 40_000 });
}
