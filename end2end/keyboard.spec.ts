// The whole purchase form without a mouse.
import { expect, signIn, storeCredential, test } from './portal';

test('a purchase is submitted by keyboard alone', async ({ page }) => {
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
});

test('the list of keys opens and closes, and the focus comes back', async ({ page }) => {
  await signIn(page, 'requester');
  const opener = page.getByRole('button', { name: /All keys/ });
  await opener.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(opener).toBeFocused();
});
