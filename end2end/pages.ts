// Every page that there is, for the tests that visit all of them.
import { type Browser, type Page, expect } from '@playwright/test';
import { addPerson, approve, dismiss, fillPurchase, order, reaches, signIn, somebodyElse, storeCredential, timeIsOver, unpaidOrder } from './portal';

export interface Place {
  name: string;
  address: string;
  /** Who looks at it, where it is not the requester. */
  by?: Page;
  /** Done before it is looked at. */
  act?: (page: Page) => Promise<void>;
}

/** Signs the requester in, gives them something of every kind to look at, and says where everything is. */
export async function everywhere(page: Page, browser: Browser, folder: string, baseURL?: string): Promise<Place[]> {
  const reason = 'Feeds the order mart in Shanghai. Replaces the nightly dump.';
  await signIn(page, 'requester');
  await storeCredential(page);
  const template = await saveTemplate(page, 'Small sync, Shanghai');
  const number = await order(page, reason);
  const bought = await order(page, reason, 'cn-beijing');
  const refused = await order(page, reason, 'cn-x-refuse');
  const doubt = await order(page, reason, 'cn-x-lost');
  const unpaid = await unpaidOrder(page, reason);
  const rejected = await order(page, reason, 'cn-shenzhen');
  const lead = await somebodyElse(browser, 'lead', { baseURL });
  for (const each of [bought, refused, doubt, unpaid, rejected]) {
    await approve(lead, each, each === rejected ? 'Reject' : /^Approve CNY/);
  }
  await lead.goto(`/orders/${number}`);
  await lead.getByLabel('Ask or answer').fill('Does the nightly dump stop then?');
  await lead.getByRole('button', { name: 'Send' }).click();
  await reaches(page, refused, /Not bought/);
  await reaches(page, bought, /Bought/);
  const instance = await page.getByRole('link', { name: 'See the instance' }).first().getAttribute('href');
  await reaches(page, unpaid, /Ordered, not paid/);
  await reaches(page, doubt, /A person must look/);
  await page.getByText('Tell the administrators what you found').click();
  await page.getByRole('radio', { name: 'It was not bought' }).check();
  await page.getByLabel('What you looked at').fill('The console lists no task of that hour.');
  await page.getByRole('button', { name: 'Tell them' }).click();
  const admin = await somebodyElse(browser, 'admin', { baseURL });
  await admin.goto(`/orders/${doubt}`);
  await admin.getByRole('button', { name: 'Look at the cloud now' }).click();
  // What the look saw and no order owns is listed by itself.
  await expect(async () => {
    await admin.goto('/admin/attention');
    await expect(admin.getByText('Purchases that no order owns').first()).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 40_000 });
  const rule = await rules(admin);
  const lacking = await tooFew(page, reason);
  const second = await secondAdmin(browser, folder, admin, baseURL);
  const auditor = await somebodyElse(browser, 'auditor', { baseURL });
  await deputy(lead);
  const ended = await endings(page, lead, folder, reason);
  const press = (name: RegExp) => async (at: Page) => {
    await at.getByRole('button', { name }).click();
  };
  const price = press(/Check the form and ask the price|检查表单并询价/);
  return [
    { name: 'overview', address: '/' },
    { name: 'notifications', address: '/notifications' },
    { name: 'catalog', address: '/catalog' },
    { name: 'catalog-none', address: '/catalog?q=nothing' },
    { name: 'purchase', address: '/catalog/dts.create' },
    { name: 'purchase-change', address: '/catalog/dts.change' },
    { name: 'purchase-bss', address: '/catalog/bss.create' },
    { name: 'purchase-ddm', address: '/catalog/ddm.create' },
    { name: 'purchase-ddm-refused', address: '/catalog/ddm.create', act: press(/Submit for approval|提交审批/) },
    { name: 'purchase-bss-refused', address: '/catalog/bss.create', act: press(/Submit for approval|提交审批/) },
    { name: 'purchase-copy', address: `/catalog/dts.create?from=${number}` },
    {
      name: 'purchase-priced',
      address: `/catalog/dts.create?from=${number}`,
      act: async at => {
        await at.locator('[name=reason]').fill(reason);
        await price(at);
        await at.waitForSelector('[name=quoted]', { state: 'attached' });
      },
    },
    { name: 'purchase-ddm-offered', address: '/catalog/ddm.create', act: async at => choosePlaces(at, price) },
    { name: 'purchase-template', address: template },
    { name: 'purchase-template-refused', address: '/catalog/dts.create', act: async (at) => {
      await at.getByText(/^(Save as a template|保存为模板)$/).click();
      await press(/Save the template|保存模板/)(at);
    } },
    { name: 'purchase-refused', address: '/catalog/dts.create', act: press(/Submit for approval|提交审批/) },
    { name: 'orders', address: '/orders' },
    { name: 'order-pending', address: `/orders/${number}` },
    { name: 'order-bought', address: `/orders/${bought}` },
    { name: 'order-refused', address: `/orders/${refused}` },
    { name: 'order-person', address: `/orders/${doubt}` },
    { name: 'order-person-admin', address: `/orders/${doubt}`, by: admin },
    { name: 'order-person-refused', address: `/orders/${doubt}`, by: admin, act: press(/Record the verdict|记录核实结果/) },
    { name: 'order-unpaid', address: `/orders/${unpaid}` },
    { name: 'attention', address: '/admin/attention', by: admin },
    { name: 'rules', address: '/admin/rules?try=1&operation=bss.create&ceiling=150000&replay=1', by: admin },
    { name: 'rules-new', address: '/admin/rules/new', by: admin },
    { name: 'rules-new-refused', address: '/admin/rules/new', by: admin, act: press(/Save the rule|保存规则/) },
    { name: 'rule', address: rule, by: admin },
    { name: 'rules-lacking-refused', address: '/admin/rules', by: admin, act: async (at) => {
      await at.getByRole('button', { name: /^(Name the approver|指定审批人)$/ }).first().click();
    } },
    { name: 'rules-tried', address: '/admin/rules?try=1&operation=dts.create&replay=1', by: admin, act: unfold },
    ...await peoplePlaces(admin),
    { name: 'people-grants', address: '/admin/people', by: second },
    { name: 'limits', address: '/admin/settings', by: admin },
    { name: 'confirm', address: '/confirm?next=/approvals', by: admin },
    { name: 'order-rejected', address: `/orders/${rejected}` },
    { name: 'approvals', address: '/approvals' },
    { name: 'approvals-waiting', address: '/approvals', by: lead },
    { name: 'approvals-none', address: '/approvals?what=huawei&by=nobody', by: lead },
    { name: 'approvals-open', address: `/approvals?open=${number}`, by: lead },
    { name: 'approvals-refused', address: `/approvals?open=${number}`, by: lead, act: press(/^(Reject|驳回)$/) },
    { name: 'approvals-revised', address: `/approvals?open=${ended.revised}`, by: lead },
    { name: 'approvals-picked', address: '/approvals', by: lead, act: pick },
    { name: 'approvals-several', address: '/approvals', by: lead, act: async (at) => {
      await pick(at);
      await press(/^(Reject|驳回)$/)(at);
    } },
    { name: 'approvals-done', address: `/approvals?done=${rejected}&done=${bought}`, by: lead },
    { name: 'order-lacking', address: `/orders/${lacking}`, by: admin },
    { name: 'order-withdrawn', address: `/orders/${ended.withdrawn}` },
    { name: 'order-expired', address: `/orders/${ended.expired}` },
    { name: 'order-revised', address: `/orders/${ended.revised}`, by: lead, act: unfold },
    { name: 'notifications-unread', address: '/notifications', by: lead },
    { name: 'notifications-none', address: '/notifications', by: auditor },
    { name: 'order-asked', address: `/orders/${number}`, by: lead },
    { name: 'settings-lead', address: '/settings', by: lead },
    { name: 'settings-refused', address: '/settings', by: lead, act: press(/Name the deputy|设置代理人/) },
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

/** What no other test spends by use: three of a group of two are asked. */
const BEYOND = '900000';

/** An order that too few people can approve. */
async function tooFew(page: Page, reason: string): Promise<string> {
  await page.goto('/catalog/dts.create');
  await fillPurchase(page, { months: '1', reason });
  await page.getByRole('radio', { name: 'Pay as you go' }).check();
  await page.getByLabel('Ceiling', { exact: true }).fill(BEYOND);
  await page.getByRole('button', { name: 'Submit for approval' }).click();
  await expect(page).toHaveURL(/\/orders\/P-\d+$/);
  return new URL(page.url()).pathname.split('/').pop() ?? '';
}

/** Writes a group, rules of all kinds for what nobody orders here, and one that is off; the address of the longest. */
async function rules(admin: Page): Promise<string> {
  await admin.goto('/admin/rules');
  await admin.getByText('A new group').click();
  const form = admin.locator('#groups details[open]');
  await form.getByLabel('Name of the group').fill('Finance');
  for (const name of ['Leo Lead', 'Ada Approver']) await form.getByRole('checkbox', { name }).check();
  await form.getByRole('button', { name: 'Make the group' }).click();
  const group = await admin.locator('#groups [name=group]').first().getAttribute('value');
  const above = (from: string) => ({ operations: ['bss.create'], amount: { currency: 'CNY', from: { amount: from, currency: 'CNY' } } });
  const lead = { name: '', needs: 1, asks: ['team_lead'] };
  const finance = { name: 'Money', needs: 2, asks: [{ group }], fallback: [{ role: 'approver' }] };
  const far = { regions: ['cn-wulanchabu'], billing: ['prepaid'] };
  const beyond = { operations: ['dts.create'], billing: ['postpaid'], amount: { currency: 'CNY', from: { amount: BEYOND, currency: 'CNY' } } };
  const origin = new URL(admin.url()).origin;
  const made: string[] = [];
  for (const [name, conditions, steps, enabled] of [
    ['Large subscriptions', above('100000'), [lead, finance], true],
    ['Very large subscriptions', above('500000'), [lead], true],
    ['Far away', far, [{ ...finance, needs: 3, fallback: [] }], true],
    ['Beyond every budget', beyond, [{ ...finance, needs: 3, fallback: [] }], true],
    ['Last year’s rule', {}, [lead], false],
  ] as const) {
    const data = { name, conditions, steps, enabled };
    const answer = await admin.request.post('/api/v1/rules', { headers: { origin }, data });
    expect(answer.status(), await answer.text()).toBe(201);
    made.push((await answer.json()).id);
  }
  return `/admin/rules/${made[0]}`;
}

/** A form of DDM, filled in with what the cloud offers and a zone where nothing is on sale. */
async function choosePlaces(page: Page, price: (page: Page) => Promise<void>) {
  const field = (name: string) => page.locator(`select[name="instance.${name}"]`);
  await page.locator('[name="instance.name"]').fill('orders');
  await field('engine_id').selectOption({ index: 1 });
  await field('vpc_id').selectOption({ index: 1 });
  await field('flavor_id').selectOption('8f2e696c-a9c1-30bd-af90-25522bc67606');
  await field('subnet_id').selectOption({ index: 1 });
  await field('security_group_id').selectOption({ index: 1 });
  await page.locator('[name="instance.node_num"]').fill('2');
  await page.getByRole('checkbox', { name: /cn-north-4a/ }).check();
  await page.locator('[name=reason]').fill('Middleware for the order mart.');
  await price(page);
  await page.waitForSelector('[name=quoted]', { state: 'attached' });
}

/** Opens all that is folded in the page. */
async function unfold(page: Page) {
  await page.evaluate(() => document.querySelectorAll('main details').forEach((it) => it.setAttribute('open', '')));
}

/** Ticks every order that waits. */
async function pick(page: Page) {
  for (const tick of await page.locator('input[name=order]').all()) await tick.check();
}

/** The address of whoever is a second admin while the places are visited. */
const SECOND = 'second@demo.local';

/** Another admin, and a right that waits for them. Where nobody is to confirm anything any more: `alone`. */
async function secondAdmin(browser: Browser, folder: string, admin: Page, baseURL?: string): Promise<Page> {
  await addPerson(folder, SECOND, 'Sven Second', 'admin');
  await admin.goto('/admin/people');
  await admin.getByRole('link', { name: 'Leo Lead', exact: true }).click();
  await admin.getByRole('button', { name: 'Make approver' }).click();
  await expect(admin.getByText(/^Proposed\. It holds once/)).toBeVisible();
  return somebodyElse(browser, 'second', { baseURL });
}

/** The only admin of the demo is the only one again, as other tests take it to be. */
export async function alone(folder: string) {
  await dismiss(folder, SECOND);
}

/** Somebody who stands in for the lead long after these tests. */
async function deputy(lead: Page) {
  const day = (later: number) => new Date(Date.now() + later * 86_400_000).toISOString().slice(0, 10);
  await lead.goto('/settings');
  await lead.getByLabel('E-mail of your deputy').fill('approver@demo.local');
  await lead.getByLabel('First day').fill(day(30));
  await lead.getByLabel('Last day').fill(day(33));
  await lead.getByRole('button', { name: 'Name the deputy' }).click();
  await expect(lead.getByText(/stands in for you/)).toBeVisible();
}

/** Orders that ended before anything was bought, and one that was rejected, changed, and submitted once more. */
async function endings(page: Page, lead: Page, folder: string, reason: string) {
  const withdrawn = await order(page, reason, 'cn-qingdao');
  await page.getByRole('button', { name: 'Withdraw' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Cancelled');
  const revised = await order(page, reason, 'cn-chengdu', '6');
  await approve(lead, revised, 'Reject');
  await page.goto(`/orders/${revised}`);
  await page.getByRole('button', { name: 'Take back and change' }).click();
  await page.getByLabel('Length of term').fill('12');
  await page.getByRole('button', { name: 'Submit for approval' }).click();
  await expect(page).toHaveURL(new RegExp(`/orders/${revised}$`));
  const expired = await order(page, reason, 'cn-huhehaote');
  await timeIsOver(folder, expired);
  await reaches(page, expired, /Expired/);
  return { withdrawn, revised, expired };
}

/** People as admins see them, and one of them. */
async function peoplePlaces(admin: Page): Promise<Place[]> {
  await admin.goto('/admin/people');
  const person = await admin.getByRole('link', { name: 'Leo Lead', exact: true }).getAttribute('href');
  return [
    { name: 'people', address: '/admin/people', by: admin },
    { name: 'people-new', address: '/admin/people/new', by: admin },
    { name: 'people-one', address: person ?? '', by: admin },
  ];
}

/** Saves a small link as a template; the address that starts from it. */
export async function saveTemplate(page: Page, name: string): Promise<string> {
  await page.goto('/catalog/dts.create');
  await page.getByLabel('Source region', { exact: true }).selectOption('cn-hangzhou');
  await page.getByLabel('Destination region', { exact: true }).selectOption('cn-shanghai');
  await page.getByRole('radio', { name: /^small/ }).check();
  await page.getByText('Save as a template', { exact: true }).click();
  await page.getByLabel('Template’s name').fill(name);
  await page.getByRole('button', { name: 'Save the template' }).click();
  await expect(page.getByRole('heading', { name: `Saved as the template “${name}”` })).toBeVisible();
  await page.goto('/catalog');
  return (await page.getByRole('link', { name, exact: true }).getAttribute('href')) ?? 'no template';
}

/** An order whose outcome nobody knows yet. It is settled by itself half a minute later. */
export async function doubt(page: Page, browser: Browser, baseURL?: string): Promise<string> {
  // Of another term than the other one that is lost: it does not look like it.
  const number = await order(page, 'Feeds the order mart in Shanghai.', 'cn-x-lost', '6');
  const lead = await somebodyElse(browser, 'lead', { baseURL });
  await approve(lead, number);
  await lead.context().close();
  await reaches(page, number, /Outcome unknown/);
  return number;
}

/** As the reader's preferences, by the forms' own address. */
export async function prefer(page: Page, preferences: { language?: 'en' | 'zh-CN'; theme?: 'light' | 'dark' }) {
  const origin = new URL(page.url()).origin;
  await page.request.post('/preferences', { form: { ...preferences, next: '/' }, headers: { origin } });
}
