// Every page that there is, for the tests that visit all of them.
import { type Page } from '@playwright/test';
import { order, signIn, storeCredential } from './portal';

export interface Place {
  name: string;
  address: string;
  /** Done before it is looked at. */
  act?: (page: Page) => Promise<void>;
}

/** Signs the requester in, gives them something to look at, and says where everything is. */
export async function everywhere(page: Page): Promise<Place[]> {
  await signIn(page, 'requester');
  await storeCredential(page);
  const number = await order(page, 'Feeds the order mart in Shanghai. Replaces the nightly dump.');
  const press = (name: RegExp) => async (at: Page) => {
    await at.getByRole('button', { name }).click();
  };
  return [
    { name: 'overview', address: '/' },
    { name: 'catalog', address: '/catalog' },
    { name: 'catalog-none', address: '/catalog?q=nothing' },
    { name: 'catalog-later', address: '/catalog/ddm.create' },
    { name: 'purchase', address: '/catalog/dts.create' },
    { name: 'purchase-copy', address: `/catalog/dts.create?from=${number}` },
    { name: 'purchase-refused', address: '/catalog/dts.create', act: press(/Submit for approval|提交审批/) },
    { name: 'orders', address: '/orders' },
    { name: 'order', address: `/orders/${number}` },
    { name: 'approvals', address: '/approvals' },
    { name: 'instances', address: '/instances' },
    { name: 'credentials', address: '/credentials' },
    { name: 'settings', address: '/settings' },
    { name: 'components', address: '/dev/components' },
    { name: 'not-found', address: '/nowhere' },
  ];
}

/** As the reader's preferences, by the forms' own address. */
export async function prefer(page: Page, preferences: { language?: 'en' | 'zh-CN'; theme?: 'light' | 'dark' }) {
  const origin = new URL(page.url()).origin;
  await page.request.post('/preferences', { form: { ...preferences, next: '/' }, headers: { origin } });
}
