// A whole purchase without a mouse, by both who take part in it.
import { type Locator, type Page, expect, signIn, somebodyElse, storeCredential, test } from './portal';

test('a purchase is submitted, approved and bought by keyboard alone', async ({ page, browser, baseURL }) => {
  await signIn(page, 'requester');
  await storeCredential(page);
  await page.keyboard.press('g');
  await page.keyboard.press('c');
  await expect(page).toHaveURL(/\/catalog$/);
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();

  await page.goto('/catalog/dts.create');
  await page.getByLabel('Source region', { exact: true }).focus();
  await page.keyboard.type('China East 1');
  await page.keyboard.press('Tab');
  await expect(page.getByLabel('Source type')).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.type('China East 2');
  await page.getByRole('radio', { name: /^micro/ }).focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('radio', { name: /^small/ })).toBeChecked();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('radio', { name: 'Pay as you go' })).toBeChecked();
  await page.keyboard.press('Tab');
  await page.keyboard.type('Demo');
  await page.keyboard.press('Tab');
  await page.keyboard.type('By keyboard');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.type('9000');
  await page.keyboard.press('Control+Enter');
  // The first asks the price, the second submits at it.
  await expect(page.getByRole('region', { name: 'Summary' })).toContainText(/Asked \d\d:\d\d/);
  await page.getByRole('button', { name: 'Submit for approval' }).focus();
  await page.keyboard.press('Control+Enter');

  await expect(page).toHaveURL(/\/orders\/P-\d+$/);
  const title = page.getByRole('heading', { level: 1 });
  await expect(title).toContainText('Awaiting approval');
  const number = new URL(page.url()).pathname.split('/').pop() ?? '';
  const lead = await somebodyElse(browser, 'lead', { baseURL });
  await approveByKeyboard(lead, number);
  await lead.context().close();
  await expect(title).toContainText('Bought', { timeout: 40_000 });
});

/** From wherever they are to the approvals, to the order and through its answer. */
async function approveByKeyboard(page: Page, number: string) {
  await page.keyboard.press('g');
  await page.keyboard.press('a');
  await expect(page).toHaveURL(/\/approvals$/);
  await reach(page, page.getByRole('link', { name: number }).first());
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/approvals\\?open=${number}$`));
  await reach(page, page.getByRole('textbox', { name: 'Comment optional' }));
  await page.keyboard.type('As agreed, by keyboard.');
  await reach(page, page.getByRole('button', { name: /^Approve CNY/ }));
  await page.keyboard.press('Enter');
  await expect(page.getByText(number).first()).toBeVisible();
}

/** Tabs on until it is there, as one has to. */
async function reach(page: Page, wanted: Locator) {
  for (let steps = 0; steps < 80; steps += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  await expect(wanted, 'the keyboard gets there').toBeFocused();
}

test('the list of keys opens and closes, and the focus comes back', async ({ page }) => {
  await signIn(page, 'requester');
  const opener = page.getByRole('button', { name: /All keys/ });
  await opener.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(opener).toBeFocused();
});
