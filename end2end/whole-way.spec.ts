// From signing in to an instance in the list, with the browser's script and without it.
import { expect, fillPurchase, signIn, somebodyElse, storeCredential, test } from './portal';

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled });

    test('what was approved is bought, once, and stands in the history', async ({ page, browser, baseURL }) => {
      const reason = `Order mart in Shanghai, script ${javaScriptEnabled ? 'on' : 'off'}`;
      await signIn(page, 'requester');
      await storeCredential(page);

      await page.goto('/catalog');
      await page.getByRole('link', { name: 'DTS synchronisation instance', exact: true }).click();
      await fillPurchase(page, { months: '72', reason });
      const submit = page.getByRole('button', { name: 'Submit for approval' });
      const [refusal] = await Promise.all([
        page.waitForResponse((response) => response.request().method() === 'POST'),
        submit.click(),
      ]);
      expect(refusal.status()).toBe(422);
      const summary = page.getByRole('alert').filter({ hasText: 'One field needs a change' });
      await expect(summary).toBeVisible();
      if (javaScriptEnabled) await expect(summary).toBeFocused();
      const term = page.getByLabel('Length of term');
      await expect(term).toHaveAccessibleDescription(/Enter a whole number from 1 to 60/);
      await expect(term).toHaveValue('72');
      await expect(page.getByLabel('Source region', { exact: true })).toHaveValue('cn-hangzhou');
      await expect(page.getByRole('radio', { name: /^small/ })).toBeChecked();
      await expect(page.getByLabel('Why', { exact: true })).toHaveValue(reason);
      await summary.getByRole('link').click();
      await expect(term).toBeInViewport();

      await term.fill('12');
      await submit.click();
      await expect(page).toHaveURL(/\/orders\/P-\d+$/);
      const address = new URL(page.url()).pathname;
      const number = address.split('/').pop() ?? '';
      await expect(page.getByRole('heading', { level: 1 })).toContainText('Awaiting approval');

      const lead = await somebodyElse(browser, 'lead', { baseURL, javaScriptEnabled });
      await lead.goto('/approvals');
      await lead.getByRole('link', { name: number }).first().click();
      await expect(lead.getByText(reason).first()).toBeVisible();
      await lead.getByRole('button', { name: /^Approve CNY.12,000\.00/ }).click();
      await expect(lead.getByText(number).first()).toBeVisible();
      await lead.context().close();

      const title = page.getByRole('heading', { level: 1 });
      if (javaScriptEnabled) {
        // By itself: the page listens.
        await expect(title).toContainText('Bought', { timeout: 40_000 });
      } else {
        await expect(async () => {
          await page.reload();
          await expect(title).toContainText('Bought', { timeout: 1_000 });
        }).toPass({ timeout: 40_000 });
      }
      const text = await page.getByRole('main').innerText();
      const [instance] = text.match(/dts[a-z0-9]{8,}/) ?? ['no instance id'];

      await page.goto('/instances');
      const row = page.getByRole('row').filter({ hasText: instance });
      await expect(row).toContainText(/Not configured|Creating|Running/);

      await page.goto('/orders');
      await expect(page.getByRole('row').filter({ hasText: number })).toContainText('Bought');
      await page.goto(address);
      for (const words of ['Rita Requester', 'Leo Lead', instance]) {
        await expect(page.getByRole('main')).toContainText(words);
      }
    });
  });
}
