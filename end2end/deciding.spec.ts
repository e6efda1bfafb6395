// Around a decision: a step goes to a colleague, a question is asked and answered, a deputy is named.
import { expect, order, reaches, signIn, somebodyElse, storeCredential, test } from './portal';

for (const javaScriptEnabled of [true, false]) {
  test(`a step is handed over after a question, script ${javaScriptEnabled ? 'on' : 'off'}`, async ({ page, browser, baseURL }) => {
    await signIn(page, 'requester');
    await storeCredential(page);
    const number = await order(page, `Handed over, script ${javaScriptEnabled ? 'on' : 'off'}`);

    const lead = await somebodyElse(browser, 'lead', { baseURL, javaScriptEnabled });
    await lead.goto(`/orders/${number}`);
    await lead.getByLabel('Ask or answer').fill('Why twelve months?');
    await lead.getByRole('button', { name: 'Send' }).click();
    await expect(lead.getByText('Why twelve months?').first()).toBeVisible();

    await page.reload();
    await page.getByLabel('Ask or answer').fill('The project ends then.');
    await page.getByRole('button', { name: 'Send' }).click();

    await lead.goto(`/approvals?open=${number}`);
    await lead.getByText('Ask somebody else').click();
    await lead.getByLabel('E-mail of a colleague').fill('requester@demo.local');
    await lead.getByRole('button', { name: 'Hand over' }).click();
    await expect(lead.getByLabel('E-mail of a colleague')).toHaveAccessibleDescription(/Choose somebody else/);
    await lead.getByLabel('E-mail of a colleague').fill('admin@demo.local');
    await lead.getByRole('button', { name: 'Hand over' }).click();
    await expect(lead.getByText(/handed it to/).first()).toBeVisible();
    await lead.goto('/approvals');
    await expect(lead.getByRole('link', { name: number })).toHaveCount(0);
    await lead.context().close();

    const admin = await somebodyElse(browser, 'admin', { baseURL, javaScriptEnabled });
    await admin.goto('/approvals');
    await admin.getByRole('link', { name: number }).click();
    await admin.getByRole('button', { name: /^Approve CNY/ }).click();
    await admin.context().close();
    await reaches(page, number, /Bought/);
    await expect(page.getByText('The project ends then.').first()).toBeVisible();
  });
}

test('a deputy is named for some days, and is asked meanwhile', async ({ page, browser, baseURL }) => {
  await signIn(page, 'requester');
  await storeCredential(page);
  const number = await order(page, 'For the deputy', 'cn-qingdao');
  const lead = await somebodyElse(browser, 'lead', { baseURL });
  await lead.goto('/settings');
  await lead.getByLabel('E-mail of your deputy').fill('nobody@demo.local');
  await lead.getByLabel('First day').fill('2020-01-01');
  await lead.getByLabel('Last day').fill('2020-01-02');
  await lead.getByRole('button', { name: 'Name the deputy' }).click();
  await expect(lead.getByLabel('E-mail of your deputy')).toHaveAccessibleDescription(/nobody here has this one/);
  await expect(lead.getByLabel('Last day')).toHaveAccessibleDescription(/later moment/);

  const day = (later: number) => new Date(Date.now() + later * 86_400_000).toISOString().slice(0, 10);
  await lead.getByLabel('E-mail of your deputy').fill('admin@demo.local');
  await lead.getByLabel('First day').fill(day(-1));
  await lead.getByLabel('Last day').fill(day(3));
  await lead.getByRole('button', { name: 'Name the deputy' }).click();
  await expect(lead.getByText(/stands in for you/)).toBeVisible();

  const admin = await somebodyElse(browser, 'admin', { baseURL });
  await admin.goto(`/approvals?open=${number}`);
  await admin.getByRole('button', { name: /^Approve CNY/ }).click();
  await expect(admin.getByText(/in the place of/).or(admin.getByText('Approved')).first()).toBeVisible();
  await admin.goto(`/orders/${number}`);
  await expect(admin.getByText(/in the place of/).first()).toBeVisible();
  await admin.context().close();

  await lead.goto('/settings');
  await lead.getByRole('button', { name: 'End it' }).click();
  await expect(lead.getByText(/stands in for you/)).toHaveCount(0);
  await lead.context().close();
});
