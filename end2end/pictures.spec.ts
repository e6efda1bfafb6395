// Pictures of every page, to be looked at: `make pictures`. They land in `shots`.
import { test } from './portal';
import { everywhere, prefer } from './pages';

test('every page, both themes, both languages, wide and narrow', async ({ page, browser, baseURL }) => {
  test.setTimeout(900_000);
  await page.goto('/signin');
  await page.screenshot({ path: 'shots/signin-1440-light-en.png', fullPage: true });
  const places = await everywhere(page, browser, baseURL);
  for (const language of ['en', 'zh-CN'] as const) {
    for (const theme of ['light', 'dark'] as const) {
      await prefer(page, { language, theme });
      for (const width of [1440, 360]) {
        await page.setViewportSize({ width, height: width === 360 ? 740 : 900 });
        for (const { name, address, act } of places) {
          await page.goto(address);
          await act?.(page);
          await page.screenshot({ path: `shots/${name}-${width}-${theme}-${language}.png`, fullPage: true });
        }
      }
    }
  }
  await prefer(page, { language: 'en' });
});
