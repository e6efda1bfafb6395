// What waits for an approver: narrowed, decided several at once, and counted on whatever page they stay.
import { type Page, expect, order, signIn, somebodyElse, storeCredential, test, timeIsOver } from './portal';

for (const javaScriptEnabled of [true, false]) {
  test(`a narrowed inbox stays narrowed after a decision, script ${javaScriptEnabled ? 'on' : 'off'}`, async ({ page, browser, baseURL }) => {
    test.setTimeout(120_000);
    await signIn(page, 'requester');
    await storeCredential(page);
    const numbers = [await order(page, 'First of two'), await order(page, 'Second of two')];
    const lead = await somebodyElse(browser, 'lead', { baseURL, javaScriptEnabled });

    await lead.goto('/approvals');
    await lead.getByLabel('Requester').fill(' rita');
    await lead.getByRole('combobox', { name: 'Operation' }).selectOption('alibaba');
    await lead.getByRole('combobox', { name: 'Team' }).selectOption('Platform');
    await lead.getByRole('combobox', { name: 'Sorted by' }).selectOption('left');
    await lead.getByRole('button', { name: 'Apply' }).click();
    const narrow = '?what=alibaba&team=Platform&by=rita&sort=left';
    expect(new URL(lead.url()).searchParams.get('what')).toBe('alibaba');
    const row = lead.getByRole('row').filter({ hasText: numbers[0] });
    await expect(row).toContainText('6 days left');
    await expect(row).toContainText(/waits (under a minute|\d+ minutes?)/);

    // One beside the list, then the other by its tick.
    await row.getByRole('link').click();
    await lead.getByRole('button', { name: /^Approve CNY/ }).click();
    await expect(lead).toHaveURL(new RegExp(`/approvals\\${narrow}&done=${numbers[0]}$`));
    await lead.getByLabel(`Pick ${numbers[1]}`).check();
    await lead.getByRole('button', { name: 'Reject', exact: true }).click();
    await expect(lead.getByLabel('Comment, needed to reject')).toHaveAccessibleDescription(/^Say why you reject it/);
    await expect(lead.getByLabel(`Pick ${numbers[1]}`)).toBeChecked();
    await lead.getByRole('button', { name: 'Approve', exact: true }).click();
    await expect(lead).toHaveURL(new RegExp(`/approvals\\${narrow}&done=${numbers[1]}$`));

    const third = await order(page, 'Not of this filter');
    await lead.goto('/approvals?by=Nobody+of+this+name');
    await expect(lead.getByRole('heading', { name: 'None of what waits for you fits' })).toBeVisible();
    await lead.getByRole('link', { name: /^Show (the|all) \d+$/ }).click();
    await expect(lead.getByRole('link', { name: third })).toBeVisible();
    await lead.goto('/approvals?soon=1');
    await expect(lead.getByRole('link', { name: third })).toHaveCount(0);
    await page.goto(`/orders/${third}`);
    await page.getByRole('button', { name: 'Withdraw' }).click();
    await lead.context().close();
  });
}

test('count and bell are fresh on every page, and no form is touched', async ({ page, browser, baseURL }) => {
  await signIn(page, 'requester');
  await storeCredential(page);
  const lead = await somebodyElse(browser, 'lead', { baseURL });
  const listening = lead.waitForResponse((response) => response.url().endsWith('/events'));
  await lead.goto('/catalog/dts.create');
  await listening;
  const reason = lead.getByLabel('Why', { exact: true });
  await reason.fill('Half a sen');

  const number = await order(page, 'While the lead types');
  await expect(lead.request.get('/api/v1/approvals').then((answer) => answer.text())).resolves.toContain(number);
  await isFresh(lead);
  await expect(reason).toHaveValue('Half a sen');
  await expect(reason).toBeFocused();
  await reason.press('End');
  await reason.pressSequentially('tence');
  await expect(reason).toHaveValue('Half a sentence');

  await page.goto(`/orders/${number}`);
  await page.getByRole('button', { name: 'Withdraw' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Cancelled');
  await isFresh(lead);
  await lead.context().close();
});

test('what has less than a day left says so, not by its colour alone', async ({ page, browser, baseURL, folder }) => {
  await signIn(page, 'requester');
  await storeCredential(page);
  const number = await order(page, 'Nearly over');
  const lead = await somebodyElse(browser, 'lead', { baseURL });
  await timeIsOver(folder, number, '5 hours 30 minutes');
  await lead.goto('/approvals?soon=1');
  const row = lead.getByRole('row').filter({ hasText: number });
  await expect(row).toContainText('5 hours left');
  await expect(row.locator('.last-day svg')).toBeVisible();
  await page.goto(`/orders/${number}`);
  await page.getByRole('button', { name: 'Withdraw' }).click();
  await lead.context().close();
});

/** The open page comes to count what there is by now; other tests order and decide in the same portal. */
async function isFresh(page: Page) {
  await expect(async () => {
    const answer = await (await page.request.get('/counts')).text();
    const now = await page.evaluate((html) => {
      const fresh = new DOMParser().parseFromString(html, 'text/html');
      return ['#n-approvals', '#bell'].map((place) => Number(fresh.querySelector(`${place} > [aria-hidden]:not(svg)`)?.textContent ?? 0));
    }, answer);
    expect(await counted(page)).toEqual(now);
  }).toPass({ timeout: 15_000 });
}

/** What waits, and what is unread, as the frame says it. */
async function counted(page: Page): Promise<[number, number]> {
  const number = async (place: string) => {
    const shown = page.locator(`${place} > [aria-hidden]:not(svg)`);
    return (await shown.count()) > 0 ? Number(await shown.textContent()) : 0;
  };
  return [await number('#n-approvals'), await number('#bell')];
}
