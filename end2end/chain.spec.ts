// A chain of two steps, the first for two of three: handed over, expired, changed, refused to whoever looked at the
// old page, and bought at last.
import { type Browser, type Page, addPerson, expect, fillPurchase, reaches, signIn, somebodyElse, storeCredential, test, timeIsOver } from './portal';

/** What no other test spends: the rule is for this much and more. */
const CEILING = '95000';

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled });

    test('a chain is gone through from its beginning after what happened on the way', async ({ page, browser, baseURL, folder }) => {
      test.setTimeout(180_000);
      const options = { baseURL, javaScriptEnabled };
      await addPerson(folder, 'dana@demo.local', 'Dana Director');
      await addPerson(folder, 'carl@demo.local', 'Carl Colleague');
      await twoOfThreeThenTheLead(browser, options);

      await signIn(page, 'requester');
      await storeCredential(page);
      const reason = `Through the chain, script ${javaScriptEnabled ? 'on' : 'off'}`;
      await page.goto('/catalog/dts.create');
      await fillPurchase(page, { months: '24', reason });
      await page.getByLabel('Ceiling', { exact: true }).fill(CEILING);
      await page.getByRole('button', { name: 'Submit for approval' }).click();
      await expect(page).toHaveURL(/\/orders\/P-\d+$/);
      const number = new URL(page.url()).pathname.split('/').pop() ?? '';
      const [ada, dana, carl, alma, leo] = await Promise.all(
        ['approver', 'dana', 'carl', 'admin', 'lead'].map((person) => somebodyElse(browser, person, options)),
      ) as [Page, Page, Page, Page, Page];

      // The lead is asked only when the first step has its two answers.
      expect(await inboxHas(leo, number)).toBe(false);
      expect(await inboxHas(dana, number)).toBe(true);

      // Ada's place goes to Carl, who answers.
      await ada.goto(`/approvals?open=${number}`);
      await ada.getByText('Ask somebody else').click();
      await ada.getByLabel('E-mail of a colleague').fill('carl@demo.local');
      await ada.getByRole('button', { name: 'Hand over' }).click();
      expect(await inboxHas(ada, number)).toBe(false);
      await carl.goto('/approvals');
      await carl.getByRole('link', { name: number }).click();
      await carl.getByRole('button', { name: /^Approve CNY/ }).click();
      await expect(carl.getByText('your answer counts, another step is due')).toBeVisible();
      expect(await inboxHas(carl, number)).toBe(false);
      expect(await inboxHas(leo, number)).toBe(false);

      // Dana writes a comment and leaves the page open; meanwhile the order's time is over.
      await dana.goto(`/orders/${number}`);
      await expect(dana.getByRole('main')).toContainText('Carl Colleague');
      await dana.getByLabel('Comment').fill('Twenty-four months it is.');
      await timeIsOver(folder, number);
      await stands(page, number, /Expired/, javaScriptEnabled);
      await expect(page.getByText('Nobody decided in time.').first()).toBeVisible();
      await alma.goto(`/orders/${number}`);
      await expect(alma.getByRole('heading', { level: 1 })).toContainText('Expired');
      await expect(alma.getByText(/The requester can take it back/).first()).toBeVisible();
      await expect(alma.getByRole('button', { name: /^Approve CNY/ })).toHaveCount(0);
      expect(await inboxHas(alma, number)).toBe(false);

      // The way on: the same order, changed.
      await page.getByRole('button', { name: 'Take back and change' }).click();
      await page.getByLabel('Length of term').fill('12');
      await page.getByRole('button', { name: 'Submit for approval' }).click();
      await expect(page).toHaveURL(new RegExp(`/orders/${number}$`));
      await expect(page.getByRole('heading', { level: 1 })).toContainText('Awaiting approval');

      // Dana still looks at what it was.
      const [refusal] = await Promise.all([
        dana.waitForResponse((response) => response.request().method() === 'POST'),
        dana.getByRole('button', { name: /^Approve CNY/ }).click(),
      ]);
      expect(refusal.status()).toBe(409);
      await expect(dana.getByText('It changed while you were looking. Your decision was not taken.')).toBeVisible();
      await expect(dana.getByLabel('Comment')).toHaveValue('Twenty-four months it is.');

      // Nothing was decided, and what Carl and Ada did was about the revision before.
      await ada.goto(`/approvals?open=${number}`);
      await expect(ada.getByRole('heading', { name: 'Different from revision 1' })).toBeVisible();
      const term = ada.getByRole('row').filter({ hasText: 'Length of term' });
      await expect(term).toContainText('24');
      await expect(term).toContainText('12');
      await expect(ada.getByText(/2 of group Board/)).toBeVisible();
      await expect(ada.getByText(/handed it to/)).toHaveCount(0);
      expect(await inboxHas(carl, number)).toBe(false);

      // Two of the three, then the lead.
      await ada.goto(`/approvals?open=${number}`);
      await ada.getByRole('button', { name: /^Approve CNY/ }).click();
      await expect(ada.getByText('your answer counts, another step is due')).toBeVisible();
      expect(await inboxHas(leo, number)).toBe(false);
      await dana.getByRole('button', { name: /^Approve CNY/ }).click();
      await expect(dana.getByRole('button', { name: /^Approve CNY/ })).toBeDisabled();
      // Enough of them answered: the third is not asked any more.
      expect(await inboxHas(alma, number)).toBe(false);
      await leo.goto('/approvals');
      await leo.getByRole('link', { name: number }).click();
      await leo.getByRole('button', { name: /^Approve CNY/ }).click();
      await expect(leo.getByText(number).first()).toBeVisible();

      await stands(page, number, /Bought/, javaScriptEnabled);
      for (const name of ['Ada Approver', 'Dana Director', 'Leo Lead']) {
        await expect(page.getByRole('main')).toContainText(name);
      }
      for (const other of [ada, dana, carl, alma, leo]) await other.context().close();
    });
  });
}

/** The state in the order's heading: by itself where the page listens, otherwise after loading it again. */
async function stands(page: Page, number: string, state: RegExp, javaScriptEnabled: boolean) {
  if (javaScriptEnabled) return reaches(page, number, state);
  await expect(async () => {
    await page.goto(`/orders/${number}`);
    await expect(page.getByRole('heading', { level: 1 })).toContainText(state, { timeout: 1_000 });
  }).toPass({ timeout: 40_000 });
}

async function inboxHas(page: Page, number: string): Promise<boolean> {
  await page.goto('/approvals');
  return (await page.getByRole('link', { name: number }).count()) > 0;
}

/** The rule for large links, written once for each portal. */
async function twoOfThreeThenTheLead(browser: Browser, options: { baseURL?: string; javaScriptEnabled: boolean }) {
  const admin = await somebodyElse(browser, 'admin', options);
  const rules = await (await admin.request.get('/api/v1/rules')).json();
  if (!rules.items.some((rule: { name: string }) => rule.name === 'Large links')) {
    await admin.goto('/admin/rules');
    await admin.getByText('A new group').click();
    const form = admin.locator('form').filter({ has: admin.locator('[name=group][value=""]') });
    await form.locator('[name=name]').fill('Board');
    for (const name of ['Ada Approver', 'Dana Director', 'Alma Admin']) await form.getByLabel(name).check();
    await form.getByRole('button', { name: 'Make the group' }).click();
    const group = await admin.locator('form').filter({ has: admin.locator('[name=name][value="Board"]') }).locator('[name=group]').inputValue();
    const written = await admin.request.post('/api/v1/rules', {
      headers: { origin: new URL(admin.url()).origin },
      data: {
        name: 'Large links',
        enabled: true,
        conditions: { operations: ['dts.create'], billing: ['prepaid'], amount: { currency: 'CNY', from: { amount: CEILING, currency: 'CNY' } } },
        steps: [
          { name: '', needs: 2, asks: [{ group }], fallback: [] },
          { name: '', needs: 1, asks: ['team_lead'], fallback: [] },
        ],
      },
    });
    expect(written.status(), await written.text()).toBe(201);
    expect((await written.json()).pending).toBe(false);
  }
  await admin.context().close();
}
