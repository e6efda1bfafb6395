// Pictures of every page, to be looked at: `make pictures`. They land in `shots`.
import { type Page } from '@playwright/test';
import { signIn, somebodyElse, storeCredential, test } from './portal';
import { type Place, doubt, everywhere, prefer } from './pages';

/** `ONLY=attention` takes those whose name has this in it. */
const only = new RegExp(process.env.ONLY ?? '');

/** Each place in both themes, both languages, wide and narrow. */
async function pictures(page: Page, every: Place[]) {
  const places = every.filter(({ name }) => only.test(name));
  const readers = new Set(places.map(({ by }) => by ?? page));
  for (const language of ['en', 'zh-CN'] as const) {
    for (const theme of ['light', 'dark'] as const) {
      for (const reader of readers) await prefer(reader, { language, theme });
      for (const width of [1440, 360]) {
        for (const reader of readers) await reader.setViewportSize({ width, height: width === 360 ? 740 : 900 });
        for (const { name, address, act, by } of places) {
          const reader = by ?? page;
          await reader.goto(address);
          await act?.(reader);
          await reader.screenshot({ path: `shots/${name}-${width}-${theme}-${language}.png`, fullPage: true });
        }
      }
    }
  }
  for (const reader of readers) {
    await prefer(reader, { language: 'en' });
    await reader.setViewportSize({ width: 1440, height: 900 });
  }
}

test('every page, both themes, both languages, wide and narrow', async ({ page, browser, baseURL, folder }) => {
  test.setTimeout(1_500_000);
  await page.goto('/signin');
  await page.screenshot({ path: 'shots/signin-1440-light-en.png', fullPage: true });
  const admin = await somebodyElse(browser, 'admin', { baseURL });
  await pictures(admin, [{ name: 'attention-none', address: '/admin/attention' }]);
  await admin.context().close();
  if (only.test('order-unknown')) {
    await signIn(page, 'requester');
    await storeCredential(page);
    const number = await doubt(page, browser, baseURL);
    await pictures(page, [{ name: 'order-unknown', address: `/orders/${number}` }]);
    await page.context().clearCookies();
  }
  const places = await everywhere(page, browser, folder, baseURL);
  // Here alone: where other tests buy in the same portal, nothing would start any more.
  const holder = await somebodyElse(browser, 'admin', { baseURL });
  await holder.goto('/admin/attention');
  await holder.getByLabel('Why').last().fill('The standby was promoted at 04:10.');
  await holder.getByRole('button', { name: 'Hold all first requests' }).click();
  await holder.context().close();
  await pictures(page, places);
});
