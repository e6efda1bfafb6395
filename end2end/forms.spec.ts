// The forms of the other operations, from the empty form to what was bought, with the browser's script and without.
import { type Browser, type Locator, type Page, expect, signIn, somebodyElse, storeCredential, storeHuaweiCredential, test } from './portal';

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled });

    test('any product is bought by its code and its attributes', async ({ page, browser, baseURL }) => {
      await signIn(page, 'requester');
      await storeCredential(page);
      await page.goto('/catalog/bss.create');
      await choose(page, javaScriptEnabled);
      await pick(page, 'Product code', /· acr$/);
      const kind = page.getByLabel(/^Product type/).first();
      await lists(page, javaScriptEnabled, kind.getByRole('option', { name: /acr_ee_public_cn/ }));
      await kind.selectOption('acr_ee_public_cn');
      await page.getByRole('radio', { name: 'Subscription' }).check();
      const edition = page.getByLabel(/^Edition/);
      await lists(page, javaScriptEnabled, edition);
      await edition.selectOption('Basic');
      await page.getByLabel('Length of term').fill('7');
      await agree(page, `Registry, script ${javaScriptEnabled ? 'on' : 'off'}`);

      await page.getByRole('button', { name: 'Check the form and ask the price' }).click();
      const term = page.getByLabel('Length of term');
      await expect(term).toHaveAccessibleDescription(/whole multiple of 12/);
      await expect(edition).toHaveValue('Basic');
      await term.fill('12');
      await askThePrice(page);
      await submitAndApprove(page, browser, baseURL, javaScriptEnabled);
      await expect(page.getByRole('main')).toContainText('BSS instance, acr');
    });

    test('a task of DTS becomes a subscription', async ({ page, browser, baseURL }) => {
      await signIn(page, 'requester');
      await storeCredential(page);
      await page.goto('/catalog/dts.create');
      await page.getByLabel('Source region', { exact: true }).selectOption('cn-hangzhou');
      await page.getByLabel('Destination region', { exact: true }).selectOption('cn-hangzhou');
      await page.getByRole('radio', { name: /^micro/ }).check();
      await page.getByRole('radio', { name: 'Pay as you go' }).check();
      await page.getByLabel('Credential', { exact: true }).selectOption({ index: 1 });
      await agree(page, `A task to change, script ${javaScriptEnabled ? 'on' : 'off'}`);
      await submitAndApprove(page, browser, baseURL, javaScriptEnabled);

      await page.goto('/catalog/dts.change');
      await choose(page, javaScriptEnabled);
      const tasks = page.getByLabel('Task id', { exact: true });
      const task = tasks.getByRole('option', { name: /micro · PostPaid/ }).last();
      await tasks.selectOption((await task.getAttribute('value')) ?? '');
      await page.getByRole('radio', { name: 'Subscription' }).check();
      await page.getByLabel('Length of term').fill('61');
      await agree(page, `Cheaper as a subscription, script ${javaScriptEnabled ? 'on' : 'off'}`);
      await page.getByRole('button', { name: 'Submit for approval' }).click();
      await expect(page.getByLabel('Length of term')).toHaveAccessibleDescription(/from 1 to 60/);
      await expect(tasks).not.toHaveValue('');
      await page.getByLabel('Length of term').fill('6');
      await askThePrice(page);
      await submitAndApprove(page, browser, baseURL, javaScriptEnabled);
      await expect(page.getByRole('main')).toContainText('DTS change of billing');
    });

    test('a DDM instance is bought, and its password stands on no page', async ({ page, browser, baseURL }) => {
      const password = 'Quite-Secret-77';
      await signIn(page, 'requester');
      await storeHuaweiCredential(page);
      await page.goto('/catalog/ddm.create');
      await page.getByLabel('Name', { exact: true }).fill(javaScriptEnabled ? 'orders-on' : 'orders-off');
      await choose(page, javaScriptEnabled);
      await pick(page, 'Engine', /DDM 3/);
      await pick(page, 'VPC', /vpc-default/);
      const flavors = page.getByLabel('Flavor', { exact: true });
      await lists(page, javaScriptEnabled, flavors.getByRole('option', { name: /vCPU/ }).first());
      await expect(flavors.getByRole('option', { name: /sold out|not on sale/ }).first()).toBeDisabled();
      await flavors.selectOption('8f2e696c-a9c1-30bd-af90-25522bc67606');
      await pick(page, 'Subnet', /subnet-default/);
      await pick(page, 'Security group', /^default/);
      await page.getByLabel('Nodes').fill('1');
      await page.getByRole('checkbox', { name: /cn-north-4a/ }).check();
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

/** Chooses the credential; its lists come by themselves where scripts run, else by the button. */
async function choose(page: Page, javaScriptEnabled: boolean) {
  await page.getByLabel('Credential', { exact: true }).selectOption({ index: 1 });
  await lists(page, javaScriptEnabled);
}

/** Waits for the lists after something that they hang on was chosen. */
async function lists(page: Page, javaScriptEnabled: boolean, ready?: Locator) {
  if (!javaScriptEnabled) await page.getByRole('button', { name: /Load (the lists of|them again)/ }).click();
  // An option of a closed list is there, and not visible.
  await expect(ready ?? page.getByText(/gave them at/)).toBeAttached();
}

/** One of a list, by its words. */
async function pick(page: Page, label: string, words: RegExp) {
  const list = page.getByLabel(label, { exact: true }).first();
  const option = list.getByRole('option', { name: words }).first();
  await list.selectOption((await option.getAttribute('value')) ?? '');
}

/** Whose key, why, and how much at most. */
async function agree(page: Page, reason: string) {
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
