// The purchase form: what comes back, what follows, and that sending twice is one order.
import { expect, fillPurchase, order, signIn, storeCredential, test } from './portal';

test.beforeEach(async ({ page }) => {
  await signIn(page, 'requester');
});

test('an empty form says at every field what to enter', async ({ page }) => {
  await page.goto('/catalog/dts.create');
  await page.getByRole('button', { name: 'Submit for approval' }).click();

  const errors = page.getByRole('alert');
  await expect(errors).toBeFocused();
  await errors.getByRole('link', { name: /Source region/ }).click();
  await expect(page.getByLabel('Source region', { exact: true })).toBeFocused();
  await expect(page.getByLabel('Source region', { exact: true })).toHaveAccessibleDescription(/Choose a region/);
  await expect(page.getByRole('radiogroup', { name: 'Link class' })).toHaveAccessibleDescription(/Choose one/);
});

test('the same in Chinese', async ({ page }) => {
  await page.context().clearCookies();
  // Somebody else: the language is kept with the person.
  await signIn(page, 'approver');
  await page.getByRole('button', { name: '中文' }).click();
  await expect(page.getByRole('navigation', { name: '主导航' })).toBeVisible();

  await page.goto('/catalog/dts.create');
  await page.getByRole('button', { name: '提交审批' }).click();
  await expect(page.getByRole('alert')).toContainText('个字段需要修改');
  await expect(page.getByLabel('源库地域', { exact: true })).toHaveAccessibleDescription(/请选择地域/);
});

test('a source abroad takes the destination with it, and says so', async ({ page }) => {
  await page.goto('/catalog/dts.create');
  await page.getByLabel('Destination region', { exact: true }).selectOption('cn-shanghai');
  await page.getByLabel('Source region', { exact: true }).selectOption('ap-southeast-1');

  await expect(page.getByLabel('Destination region', { exact: true })).toHaveValue('ap-southeast-1');
  await expect(page.getByText(/Set to the source’s region/)).toBeVisible();
  await expect(page.getByLabel('Instance region')).toHaveValue('ap-southeast-1');
});

test('a source that forbids both ways sets them back', async ({ page }) => {
  await page.goto('/catalog/dts.create');
  await page.getByRole('radio', { name: 'Both ways' }).check();
  await page.getByLabel('Source type').selectOption('DRDS');

  await expect(page.getByRole('radio', { name: 'One way' })).toBeChecked();
  await expect(page.getByText(/Set back to one way: PolarDB-X 1.0 as source/)).toBeVisible();
  await expect(page.getByLabel('Private RDS instances')).toBeVisible();
});

test('the summary follows the form', async ({ page }) => {
  await page.goto('/catalog/dts.create');
  const summary = page.getByRole('region', { name: 'Summary' });
  await expect(summary).toContainText('not chosen yet');
  await page.getByLabel('Source region', { exact: true }).selectOption('(other)');
  await page.getByLabel('Source region: region id').fill('cn-north-9');
  await page.getByLabel('Destination region', { exact: true }).selectOption('cn-shanghai');
  await page.getByLabel('Ceiling', { exact: true }).fill('980.5');

  await expect(summary).toContainText('cn-north-9 → cn-shanghai');
  await expect(summary).toContainText(/CNY.980\.50/);
  await page.getByRole('radio', { name: 'Subscription' }).check();
  await page.getByLabel('Length of term').fill('61');
  await page.getByLabel('Length of term').blur();
  await expect(page.getByLabel('Length of term')).toHaveAccessibleDescription(/from 1 to 60/);
});

test('going back and sending the form again is the same order', async ({ page }) => {
  await storeCredential(page);
  const first = await order(page, 'Sent twice');
  await page.goBack();
  await page.getByRole('button', { name: 'Submit for approval' }).click();

  await expect(page).toHaveURL(new RegExp(`/orders/${first}$`));
});

test('a draft keeps what was typed, and a copy starts from it', async ({ page }) => {
  await storeCredential(page);
  await page.goto('/catalog/dts.create');
  await fillPurchase(page, { months: '6', reason: 'Not yet' });
  await page.getByRole('button', { name: 'Save draft' }).click();
  await expect(page).toHaveURL(/\/orders\/P-\d+$/);
  const number = new URL(page.url()).pathname.split('/').pop() ?? '';

  await page.goto(`/orders/${number}/edit`);
  await expect(page.getByLabel('Length of term')).toHaveValue('6');
  await page.getByLabel('Length of term').fill('7');
  await page.getByRole('button', { name: 'Submit for approval' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Awaiting approval');

  await page.goto(`/catalog/dts.create?from=${number}`);
  await expect(page.getByLabel('Length of term')).toHaveValue('7');
  await expect(page.getByLabel('Why', { exact: true })).toHaveValue('');
});

test('the catalogue is searched by its address', async ({ page }) => {
  await page.goto('/catalog?q=huawei');
  await expect(page.getByRole('row')).toHaveCount(2);
  await page.getByRole('row').last().getByRole('link', { name: 'DDM instance', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Buy a DDM instance');
  expect((await page.goto('/catalog/nothing'))?.status()).toBe(404);
});

test('what was typed is there again after leaving, until it is submitted', async ({ page }) => {
  await storeCredential(page);
  await page.goto('/catalog/dts.create');
  await fillPurchase(page, { months: '9', reason: 'Typed before leaving' });
  await page.goto('/orders');
  await page.goto('/catalog/dts.create');
  await expect(page.getByRole('heading', { name: 'What you typed before is back' })).toBeVisible();
  await expect(page.getByLabel('Length of term')).toHaveValue('9');
  await expect(page.getByLabel('Source region', { exact: true })).toHaveValue('cn-hangzhou');
  await expect(page.getByRole('region', { name: 'Summary' })).toContainText('cn-hangzhou → cn-shanghai');

  await page.getByRole('button', { name: 'Submit for approval' }).click();
  await expect(page).toHaveURL(/\/orders\/P-\d+$/);
  await page.goto('/catalog/dts.create');
  await expect(page.getByLabel('Length of term')).toHaveValue('');
  await expect(page.getByText('What you typed before is back')).toHaveCount(0);
});

test('a password is not among what a browser keeps', async ({ page }) => {
  await page.goto('/catalog/ddm.create');
  await page.getByLabel('Name', { exact: true }).fill('orders-kept');
  await page.getByLabel('Administrator’s password').fill('Quite-Secret-78');
  await page.getByLabel('Availability zones 1', { exact: true }).fill('cn-north-4a');
  await page.goto('/orders');
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain('Quite-Secret-78');

  await page.goto('/catalog/ddm.create');
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('orders-kept');
  await expect(page.getByLabel('Administrator’s password')).toHaveValue('');
  await page.getByRole('button', { name: 'Start with an empty form' }).click();
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('');
});

test('a price that was asked for other values cannot be submitted', async ({ page }) => {
  await storeCredential(page);
  await page.goto('/catalog/dts.create');
  await fillPurchase(page, { months: '3', reason: 'Priced, then changed' });
  await page.getByRole('button', { name: 'Check the form and ask the price' }).click();
  const summary = page.getByRole('region', { name: 'Summary' });
  await expect(summary).toContainText(/Asked \d\d:\d\d/);
  await expect(summary.getByText('Balance suffices')).toBeVisible();
  await page.getByLabel('Length of term').fill('4');
  await expect(summary).toContainText('Out of date');
  await expect(page.getByRole('button', { name: 'Submit for approval' })).toBeDisabled();
  await page.getByLabel('Length of term').fill('3');
  await expect(page.getByRole('button', { name: 'Submit for approval' })).toBeEnabled();
});
