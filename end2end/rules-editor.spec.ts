// An administrator writes rules: without programming, and without script.
import { type Page, addPerson, dismiss, expect, order, signIn, somebodyElse, storeCredential, test } from './portal';

/** What the list says of a rule or a group; its heading may have words behind the name. */
const row = (page: Page, name: string) =>
  page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: new RegExp(`^${name}`) }) });

async function switchOff(page: Page, name: string) {
  await row(page, name).getByRole('button', { name: 'Switch off' }).click();
  await expect(row(page, name).getByText('Off', { exact: true })).toBeVisible();
}

for (const javaScriptEnabled of [true, false]) {
  const script = `script ${javaScriptEnabled ? 'on' : 'off'}`;

  test(`a rule is written, mended, moved, tried, replayed and switched off, ${script}`, async ({ page, browser, baseURL }) => {
    test.setTimeout(120_000);
    const [finance, large, other] = [`Finance, ${script}`, `Large links, ${script}`, `Of Huawei, ${script}`];
    await signIn(page, 'requester');
    await storeCredential(page);
    const number = await order(page, `For the rules, ${script}`, 'cn-chengdu');
    const admin = await somebodyElse(browser, 'admin', { baseURL, javaScriptEnabled });

    await admin.goto('/admin/rules');
    await admin.getByText('A new group').click();
    const group = admin.locator('#groups details[open]');
    await group.getByLabel('Name of the group').fill(finance);
    for (const name of ['Leo Lead', 'Ada Approver']) await group.getByRole('checkbox', { name }).check();
    await group.getByRole('button', { name: 'Make the group' }).click();
    await expect(row(admin, finance)).toContainText('Ada Approver, Leo Lead');

    await admin.getByRole('link', { name: 'Write a rule' }).click();
    await admin.getByLabel('Name', { exact: true }).fill(other);
    await admin.getByRole('group', { name: 'Cloud' }).getByRole('checkbox', { name: 'Huawei Cloud' }).check();
    await admin.getByRole('button', { name: 'Save the rule' }).click();
    await expect(row(admin, other)).toContainText('When anything of Huawei Cloud is bought: the team’s lead.');

    // The step that nobody was named for is refused, and nothing that was typed is lost.
    await admin.getByRole('link', { name: 'Write a rule' }).click();
    const [first, second] = ['Step 1', 'Step 2'].map((name) => admin.getByRole('region', { name }));
    await admin.getByLabel('Name', { exact: true }).fill(large);
    await admin.getByRole('checkbox', { name: /^DTS synchronisation/ }).check();
    await admin.getByLabel('From this amount on').fill('10000');
    await first?.getByRole('checkbox', { name: 'The team’s lead' }).uncheck();
    await admin.getByRole('button', { name: 'Add a step' }).click();
    await second?.getByRole('checkbox', { name: `Group ${finance}` }).check();
    await second?.getByLabel('How many must approve').selectOption('2');
    await second?.getByText('Where they are too few or do not answer, also').first().click();
    const fallback = second?.getByRole('group', { name: 'Where they are too few or do not answer, also' });
    await fallback?.getByRole('checkbox', { name: /approver role/ }).check();
    await admin.getByRole('button', { name: 'Save the rule' }).click();
    const refused = admin.getByRole('link', { name: 'Step 1: Whom it asks: Tick or choose somebody' });
    await expect(refused).toBeVisible();
    await refused.click();
    await expect(first?.getByRole('group', { name: 'Whom it asks' })!).toHaveAccessibleDescription(/could never be answered/);
    await expect(admin.getByLabel('Name', { exact: true })).toHaveValue(large);
    await expect(admin.getByRole('checkbox', { name: /^DTS synchronisation/ })).toBeChecked();
    await expect(admin.getByLabel('From this amount on')).toHaveValue('10000');
    await expect(second?.getByRole('checkbox', { name: `Group ${finance}` }).first()!).toBeChecked();
    await expect(second?.getByLabel('How many must approve')!).toHaveValue('2');
    await expect(fallback?.getByRole('checkbox', { name: /approver role/ })!).toBeChecked();

    // What it would have meant is seen before it holds.
    await first?.getByRole('checkbox', { name: 'The team’s lead' }).check();
    await admin.getByRole('button', { name: 'Try on past orders' }).click();
    await expect(admin.getByRole('row').filter({ hasText: number })).toContainText(large);
    await admin.getByRole('button', { name: 'Save the rule' }).click();
    await expect(row(admin, large)).toContainText(
      `for CNY 10,000.00 or more: the team’s lead, then 2 of group ${finance} (where they are too few or do not answer, also an approver).`,
    );

    // The one above decides first.
    const names = admin.locator('#rules h3 a');
    const before = await names.allTextContents();
    await admin.getByRole('button', { name: `Move “${large}” up` }).click();
    await expect(names).toHaveText(before.with(-1, other).with(-2, large));

    const tester = admin.locator('#try');
    const judged = async (ceiling: string) => {
      await tester.getByLabel('What is bought').selectOption({ label: 'DTS synchronisation' });
      await tester.getByLabel('May spend up to').fill(ceiling);
      await tester.getByRole('button', { name: 'Try it' }).click();
      return tester.getByRole('status');
    };
    await expect(await judged('10000')).toContainText(`“${large}” would decide`);
    await expect(await judged('9999.99')).toContainText('The built-in rule would decide');
    await tester.getByText('Why this rule').click();
    await expect(tester.getByText(`${large} did not match: not the least amount`)).toBeVisible();

    await admin.getByRole('button', { name: 'Replay past orders' }).click();
    await expect(admin.getByRole('row').filter({ hasText: number })).toContainText(large);
    for (const name of [large, other]) await switchOff(admin, name);
    await admin.getByRole('button', { name: 'Replay past orders' }).click();
    await expect(admin.getByRole('row').filter({ hasText: number })).toHaveCount(0);
    await admin.context().close();
  });

  test(`a rule that asks nobody waits for a second admin, ${script}`, async ({ browser, folder, baseURL }) => {
    const name = `Free trials, ${script}`;
    const person = `sam-${javaScriptEnabled}`;
    await addPerson(folder, `${person}@demo.local`, 'Sam Second', 'admin');
    const admin = await somebodyElse(browser, 'admin', { baseURL, javaScriptEnabled });
    await admin.goto('/admin/rules/new');
    await admin.getByLabel('Name', { exact: true }).fill(name);
    await admin.getByLabel('Regions').fill('cn-nowhere-1');
    await admin.getByRole('button', { name: 'Remove step 1' }).click();
    await admin.getByRole('button', { name: 'Save the rule' }).click();
    await expect(admin.getByRole('link', { name: 'Add a step, or tick that nobody has to approve.' })).toBeVisible();
    await admin.getByRole('checkbox', { name: 'Nobody has to approve' }).check();
    await admin.getByRole('button', { name: 'Save the rule' }).click();
    await expect(row(admin, name)).toContainText('Until then it decides nothing.');
    await expect(row(admin, name).getByRole('button', { name: 'Confirm' })).toHaveCount(0);

    const second = await somebodyElse(browser, person, { baseURL, javaScriptEnabled });
    await second.goto('/admin/rules');
    await row(second, name).getByRole('button', { name: 'Confirm' }).click();
    await expect(second.getByText('The rule holds now.')).toBeVisible();
    await expect(row(second, name)).not.toContainText('Waits for a second administrator');
    await second.context().close();

    await admin.goto('/admin/rules');
    await switchOff(admin, name);
    await admin.context().close();
    await dismiss(folder, `${person}@demo.local`);
  });
}
