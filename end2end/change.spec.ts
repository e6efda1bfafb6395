// From an instance to the form that changes how it is paid, with its task chosen.
import { expect, order, reaches, signIn, somebodyElse, storeCredential, test } from './portal';

for (const javaScriptEnabled of [true, false]) {
  test(`an instance leads to the change of its task, script ${javaScriptEnabled ? 'on' : 'off'}`, async ({ browser, baseURL }) => {
    const page = await (await browser.newContext({ baseURL })).newPage();
    await signIn(page, 'requester');
    await storeCredential(page);
    const number = await order(page, `To be changed, script ${javaScriptEnabled ? 'on' : 'off'}`);
    const lead = await somebodyElse(browser, 'lead', { baseURL });
    await lead.goto(`/orders/${number}`);
    await lead.getByRole('button', { name: /^Approve CNY/ }).click();
    await lead.context().close();
    await reaches(page, number, /Bought/);
    const instance = await page.getByRole('link', { name: 'See the instance' }).first().getAttribute('href');
    await page.context().close();

    const reader = await somebodyElse(browser, 'requester', { baseURL, javaScriptEnabled });
    await reader.goto(instance ?? '');
    await reader.getByRole('link', { name: 'Change billing or class' }).click();
    await expect(reader.getByRole('heading', { name: /This changes the task of dts/ })).toBeVisible();
    if (!javaScriptEnabled) await reader.getByRole('button', { name: /Load the lists of/ }).click();
    await expect(reader.getByLabel('Task id', { exact: true })).not.toHaveValue('');
    await expect(reader.getByLabel('Instance region', { exact: false }).first()).toHaveValue('cn-shanghai');
    await reader.context().close();
  });
}
