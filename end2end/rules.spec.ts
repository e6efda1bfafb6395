// The rules live once: what the island says at the fields while somebody types is what the server says of the same form.
import { readFileSync } from 'node:fs';
import { type Page, expect, signIn, storeCredential, storeHuaweiCredential, test } from './portal';

type Field = [name: string, good: string, others: string[]];
const { odd, fields } = JSON.parse(
  readFileSync('../crates/domain/tests/inputs/inputs.json', 'utf8'),
) as { odd: string[]; fields: Record<string, Field[]> };

/** What each form asks beside its parameters. No credential is ever chosen, so that nothing is ever bought. */
const BESIDE: Field[] = [
  ['reason', 'Orders mart', ['', '  ', 'x'.repeat(2001), '</textarea>', '\n']],
  ['ceiling', '12000', ['', '0', '-1', '1.005', '1,000.00', '1e3', 'x', '9'.repeat(20), '١']],
  ['currency', 'CNY', ['USD', 'EUR']],
];
const PASSWORD: Field = ['instance.admin_user_password', '', ['short', 'Quite-Secret-77', 'x'.repeat(40), 'quite-secret', ' ']];

/** Cases of each form: as it is first seen, and once the cloud's lists stand in it. */
const CASES = 30;

for (const operation of Object.keys(fields)) {
  test(`browser and server say the same of ${operation}`, async ({ page }) => {
    await signIn(page, 'requester');
    await page.goto(`/catalog/${operation}`);
    const plain = await judge(page, cases(operation));
    expect(plain.disagreements).toEqual([]);
    let listed = { refused: 0, clean: 0 };
    if (operation !== 'dts.create') {
      await (operation === 'ddm.create' ? storeHuaweiCredential : storeCredential)(page);
      await page.goto(`/catalog/${operation}`);
      await page.locator('[name=credential_id]').selectOption({ index: 1 });
      await expect(page.locator('[name=listed]')).toBeAttached();
      const known = await judge(page, cases(operation));
      expect(known.disagreements).toEqual([]);
      listed = known;
    }
    // Neither side is silent, nor does it refuse whatever comes.
    const [refused, clean] = [plain.refused + listed.refused, plain.clean + listed.clean];
    console.log(`${operation}: ${refused} with refused parameters, ${clean} without`);
    expect(Math.min(refused, clean)).toBeGreaterThan(CASES / 8);
  });
}

/** Good values with up to three fields changed, in an order of their own; the same ones each time. */
function cases(operation: string): [string, string][][] {
  let state = 20260;
  const below = (end: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * end);
  };
  const pick = <T>(list: T[]): T => list[below(list.length)] as T;
  const all = [...(fields[operation] ?? []), ...BESIDE, ...(operation === 'ddm.create' ? [PASSWORD] : [])];
  return Array.from({ length: CASES }, () => {
    const values = new Map(all.map(([name, good]) => [name, good.replace(/[{}]/g, '')]));
    for (let changes = below(4); changes > 0; changes -= 1) {
      const [name, , others] = pick(all);
      values.set(name, pick([pick(others.length ? others : ['']), pick(odd), '', pick(others.length ? others : odd)]));
    }
    return [...values].map((pair) => [below(2 ** 30), pair] as const).sort(([a], [b]) => a - b).map(([, pair]) => pair);
  });
}

interface Verdict {
  disagreements: object[];
  /** Cases in which some parameter was refused, and others. */
  refused: number;
  clean: number;
}

/** Types each case into the page's form, and posts it where it would have gone. */
async function judge(page: Page, cases: [string, string][][]): Promise<Verdict> {
  await page.locator('[name=credential_id]').selectOption('');
  // Awake: it counts what it hears.
  const [state, reason] = [page.locator('[data-sum=state]').first(), page.locator('[name=reason]')];
  await expect(async () => {
    await reason.fill('');
    const without = await state.textContent();
    await reason.fill('Awake?');
    await expect(state).not.toHaveText(without ?? '', { timeout: 200 });
  }).toPass();
  return page.evaluate(async (cases) => {
    const form = document.querySelector<HTMLFormElement>('form[data-purchase]');
    if (!form) throw new Error('no form');
    type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;
    const named = (name: string) => [...form.querySelectorAll<Control>(`[name="${CSS.escape(name)}"]`)];
    const heard = (control: Control) => {
      for (const kind of ['input', 'change']) control.dispatchEvent(new Event(kind, { bubbles: true }));
    };

    const put = (control: Control, value: string) => {
      if (control.value === value) return;
      control.value = value;
      heard(control);
    };
    /** As somebody would; what a control cannot hold, it does not get. */
    const type = (name: string, value: string) => {
      const [first, ...others] = named(name);
      if (first instanceof HTMLSelectElement) {
        const listed = [...first.options].some((option) => option.value === value);
        const [line] = named(`${name}.other`);
        if (listed || line) put(first, listed ? value : '(other)');
        if (line) put(line, listed ? '' : value);
      } else if (first instanceof HTMLInputElement && ['radio', 'checkbox'].includes(first.type)) {
        for (const choice of [first, ...others] as HTMLInputElement[]) {
          const checked = choice.value === value;
          if (choice.checked === checked || choice.disabled) continue;
          choice.checked = checked;
          heard(choice);
        }
      } else if (first && first.type !== 'hidden' && !(first as HTMLInputElement).readOnly) {
        put(first, value);
      } else if (name === 'Logistics') {
        // Part by part.
        for (const part of named('Logistics.phone')) put(part, value);
      }
    };

    /** Field by field; a zone's number is its list's own. */
    const messages = (page: Document) => {
      const said = new Map<string, string[]>();
      for (const place of page.querySelectorAll('[id^="f-"][id$="-error"]')) {
        const field = place.id.slice(2, -6).replace(/(available_zones)\.(\d+|N)$/, '$1');
        const words = [...place.querySelectorAll('span')].map((span) => span.textContent ?? '');
        said.set(field, [...(said.get(field) ?? []), ...words].sort());
      }
      return Object.fromEntries([...said].sort(([a], [b]) => (a < b ? -1 : 1)));
    };

    // Only fields that were touched show messages.
    for (const control of form.querySelectorAll<Control>('[name]')) heard(control);
    const disagreements: object[] = [];
    let [refused, clean] = [0, 0];
    for (const typed of cases) {
      for (const [name, value] of typed) type(name, value);
      const browser = messages(document);
      const left = Number(document.querySelector('[data-sum=state]')?.textContent?.match(/\d+/)?.[0] ?? 0);
      const body = new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)]));
      body.set('act', 'submit');
      const answer = await fetch(form.action, { method: 'POST', body, redirect: 'manual' });
      const shown = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const server = messages(shown);
      const told = [...shown.querySelectorAll('[data-summary] li')].map((line) => line.textContent);
      const same = JSON.stringify(browser) === JSON.stringify(server) && left === told.length;
      if (answer.status !== 422 || !same) {
        disagreements.push({ status: answer.status, sent: body.toString(), browser, server, left, told });
      }
      const own = Object.keys(server).filter((field) => !['credential_id', 'reason', 'ceiling'].includes(field));
      if (own.length > 0) refused += 1;
      else clean += 1;
    }
    return { disagreements, refused, clean };
  }, cases);
}
