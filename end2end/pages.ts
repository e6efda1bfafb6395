// Every page that there is, for the tests that visit all of them.
import { type Browser, type Page, expect } from '@playwright/test';
import { order, reaches, signIn, somebodyElse, storeCredential } from './portal';

export interface Place {
  name: string;
  address: string;
  /** Done before it is looked at. */
  act?: (page: Page) => Promise<void>;
}

/** Signs the requester in, gives them something of every kind to look at, and says where everything is. */
export async function everywhere(page: Page, browser: Browser, baseURL?: string): Promise<Place[]> {
  const reason = 'Feeds the order mart in Shanghai. Replaces the nightly dump.';
  await signIn(page, 'requester');
  await storeCredential(page);
  const number = await order(page, reason);
  const bought = await order(page, reason, 'cn-beijing');
  const refused = await order(page, reason, 'cn-x-refuse');
  const doubt = await order(page, reason, 'cn-x-lost');
  const rejected = await order(page, reason, 'cn-shenzhen');
  const lead = await somebodyElse(browser, 'lead', { baseURL });
  for (const each of [bought, refused, doubt, rejected]) {
    await lead.goto(`/orders/${each}`);
    await lead.getByLabel('Comment').fill('As agreed in planning.');
    await lead.getByRole('button', { name: each === rejected ? 'Reject' : /^Approve CNY/ }).click();
    await expect(lead.getByRole('heading', { level: 1 })).not.toContainText('Awaiting approval');
  }
  await lead.context().close();
  await reaches(page, refused, /Not bought/);
  await reaches(page, doubt, /Outcome unknown|A person must look/);
  await reaches(page, bought, /Bought/);
  const instance = await page.getByRole('link', { name: 'See the instance' }).first().getAttribute('href');
  const press = (name: RegExp) => async (at: Page) => {
    await at.getByRole('button', { name }).click();
  };
  return [
    { name: 'overview', address: '/' },
    { name: 'catalog', address: '/catalog' },
    { name: 'catalog-none', address: '/catalog?q=nothing' },
    { name: 'purchase', address: '/catalog/dts.create' },
    { name: 'purchase-change', address: '/catalog/dts.change' },
    { name: 'purchase-bss', address: '/catalog/bss.create' },
    { name: 'purchase-ddm', address: '/catalog/ddm.create' },
    { name: 'purchase-ddm-refused', address: '/catalog/ddm.create', act: press(/Submit for approval|提交审批/) },
    { name: 'purchase-bss-refused', address: '/catalog/bss.create', act: press(/Submit for approval|提交审批/) },
    { name: 'purchase-copy', address: `/catalog/dts.create?from=${number}` },
    { name: 'purchase-refused', address: '/catalog/dts.create', act: press(/Submit for approval|提交审批/) },
    { name: 'orders', address: '/orders' },
    { name: 'order-pending', address: `/orders/${number}` },
    { name: 'order-bought', address: `/orders/${bought}` },
    { name: 'order-refused', address: `/orders/${refused}` },
    { name: 'order-doubt', address: `/orders/${doubt}` },
    { name: 'order-rejected', address: `/orders/${rejected}` },
    { name: 'approvals', address: '/approvals' },
    { name: 'instances', address: '/instances' },
    { name: 'instance', address: instance ?? 'no instance' },
    { name: 'credentials', address: '/credentials' },
    { name: 'credentials-user', address: '/credentials?kind=huawei_iam_user', act: press(/Save and verify|保存并验证/) },
    { name: 'settings', address: '/settings' },
    { name: 'components', address: '/dev/components' },
    { name: 'simulator', address: '/dev/sim' },
    { name: 'not-found', address: '/nowhere' },
  ];
}

/** As the reader's preferences, by the forms' own address. */
export async function prefer(page: Page, preferences: { language?: 'en' | 'zh-CN'; theme?: 'light' | 'dark' }) {
  const origin = new URL(page.url()).origin;
  await page.request.post('/preferences', { form: { ...preferences, next: '/' }, headers: { origin } });
}
