// All four operations in Chinese, by what the forms send: from the form to bought, with the browser's script and without.
import { type Browser, type Locator, type Page, expect, signIn, somebodyElse, storeCredential, storeHuaweiCredential, test } from './portal';
import { prefer } from './pages';

const field = (page: Page, name: string) => page.locator(`[name="${name}"]`).first();
const tick = (page: Page, name: string, value: string) => page.locator(`[name="${name}"][value="${value}"]`).check();

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? '有脚本' : '无脚本', () => {
    test.use({ javaScriptEnabled });

    test.beforeEach(async ({ page }) => {
      await signIn(page, 'requester');
      await prefer(page, { language: 'zh-CN' });
    });
    test.afterEach(async ({ page }) => {
      await prefer(page, { language: 'en' });
    });

    test('一笔预付费 DTS 实例', async ({ page, browser, baseURL }) => {
      await storeCredential(page);
      await page.goto('/catalog/dts.create');
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(/购买数据同步实例/);
      await field(page, 'SourceRegion').selectOption('cn-hangzhou');
      await field(page, 'DestRegion').selectOption('cn-beijing');
      await tick(page, 'SynchronizationJobClass', 'medium');
      await tick(page, 'PayType', 'PrePaid');
      await page.getByLabel('购买时长').fill('1');
      await field(page, 'credential_id').selectOption({ index: 1 });
      await bought(page, browser, javaScriptEnabled, '中文采购一', baseURL);
    });

    test('DTS 任务转为预付费', async ({ page, browser, baseURL }) => {
      await storeCredential(page);
      await page.goto('/catalog/dts.create');
      await field(page, 'SourceRegion').selectOption('cn-hangzhou');
      await field(page, 'DestRegion').selectOption('cn-beijing');
      await tick(page, 'SynchronizationJobClass', 'large');
      await tick(page, 'PayType', 'PostPaid');
      await field(page, 'credential_id').selectOption({ index: 1 });
      await bought(page, browser, javaScriptEnabled, '中文采购二', baseURL);

      await page.goto('/catalog/dts.change');
      await field(page, 'credential_id').selectOption({ index: 1 });
      const task = field(page, 'DtsJobId').getByRole('option', { name: /large · PostPaid/ }).last();
      await lists(page, javaScriptEnabled, task);
      await field(page, 'DtsJobId').selectOption((await task.getAttribute('value')) ?? '');
      await tick(page, 'ChargeType', 'PrePaid');
      await tick(page, 'Period', 'Year');
      await field(page, 'BuyCount').fill('6');
      await field(page, 'reason').fill('改为预付费');
      await page.getByRole('button', { name: '提交审批' }).click();
      await expect(field(page, 'BuyCount')).toHaveAccessibleDescription(/请填写 1 至 5 的整数/);
      await field(page, 'BuyCount').fill('1');
      await bought(page, browser, javaScriptEnabled, '改为预付费', baseURL);
    });

    test('经 BSS 销售的产品', async ({ page, browser, baseURL }) => {
      await storeCredential(page);
      await page.goto('/catalog/bss.create');
      await field(page, 'credential_id').selectOption({ index: 1 });
      await lists(page, javaScriptEnabled, page.getByText('可选项由阿里云返回'));
      await field(page, 'ProductCode').selectOption('acr');
      await lists(page, javaScriptEnabled, field(page, 'ProductType').getByRole('option', { name: /acr_ee_public_cn/ }));
      await field(page, 'ProductType').selectOption('acr_ee_public_cn');
      await tick(page, 'SubscriptionType', 'Subscription');
      await page.getByLabel('购买时长').fill('12');
      await lists(page, javaScriptEnabled, page.locator('select[name="Parameter.1.Value"]'));
      await page.locator('select[name="Parameter.1.Value"]').selectOption({ index: 1 });
      await bought(page, browser, javaScriptEnabled, '镜像仓库', baseURL);
    });

    test('DDM 实例', async ({ page, browser, baseURL }) => {
      await storeHuaweiCredential(page);
      await page.goto('/catalog/ddm.create');
      await field(page, 'credential_id').selectOption({ index: 1 });
      await lists(page, javaScriptEnabled, page.getByText('可选项由华为云返回'));
      await field(page, 'instance.name').fill(`orders-zh-${javaScriptEnabled}`);
      await field(page, 'instance.engine_id').selectOption({ index: 1 });
      await field(page, 'instance.vpc_id').selectOption({ index: 1 });
      await lists(page, javaScriptEnabled, field(page, 'instance.flavor_id').getByRole('option', { name: /vCPU/ }).first());
      await expect(field(page, 'instance.subnet_id').getByRole('option', { name: /subnet/ }).first()).toBeAttached();
      await field(page, 'instance.subnet_id').selectOption({ index: 1 });
      await field(page, 'instance.flavor_id').selectOption('8f2e696c-a9c1-30bd-af90-25522bc67606');
      await field(page, 'instance.security_group_id').selectOption({ index: 1 });
      await field(page, 'instance.node_num').fill('1');
      await page.getByRole('checkbox', { name: /cn-north-4a/ }).check();
      await bought(page, browser, javaScriptEnabled, '分库分表中间件', baseURL);
    });
  });
}

/** Where scripts run the lists come by themselves, else by the button. */
async function lists(page: Page, javaScriptEnabled: boolean, ready: Locator) {
  if (!javaScriptEnabled) await page.getByRole('button', { name: /^(加载.*的可选项|重新加载)$/ }).click();
  await expect(ready).toBeAttached();
}

async function bought(page: Page, browser: Browser, javaScriptEnabled: boolean, reason: string, baseURL?: string) {
  await field(page, 'reason').fill(reason);
  await field(page, 'ceiling').fill('90000');
  await page.getByRole('button', { name: /检查表单并询价|重新询价/ }).click();
  await expect(page.getByText(/询价于 \d\d:\d\d/)).toBeVisible();
  await page.getByRole('button', { name: '提交审批' }).click();
  await expect(page).toHaveURL(/\/orders\/P-\d+$/);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('待审批');
  const lead = await somebodyElse(browser, 'lead', { baseURL });
  await lead.goto(new URL(page.url()).pathname);
  await lead.getByRole('button', { name: /^Approve CNY/ }).click();
  await lead.context().close();
  const title = page.getByRole('heading', { level: 1 });
  await expect(async () => {
    if (!javaScriptEnabled) await page.reload();
    await expect(title).toContainText('已购买', { timeout: 1_000 });
  }).toPass({ timeout: 40_000 });
}
