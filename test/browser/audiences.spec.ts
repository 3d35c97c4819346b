import { createServer } from 'node:http';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { READ_KEY } from '../support/service-process.js';
import { barriers, clicksOf, useBrowser, hold, open, picture, textOf } from './support/console-browser.js';

/** Logs as a service of its own has them. */
const OWN_LOGS = Array.from(
  { length: 50 },
  (_, n) =>
    `{"user":${100 + (n % 7)},"track":${n},"started_at":"2017-05-0${1 + (n % 9)}T10:00:00Z","seconds":180}\n`,
).join('');

describe('from risk to effect', () => {
  const browser = useBrowser();

  it('what the page At risk shows is saved as an audience, with a preview first, and is found by Ctrl-K', async () => {
    const page = await browser.open('/at-risk?band=high');
    await page.getByRole('link', { name: 'Save all of these as an audience' }).click();
    await page.getByText(/^[\d,]+ users would be members now/).waitFor();
    expect(await page.getByRole('checkbox', { name: 'high' }).isChecked()).toBe(true);
    const users = async () => parseInt((await page.getByText(/would be members now/).textContent())!, 10);
    const all = await users();
    await page.getByLabel('Most members').fill('5');
    await page.getByText(/^5 users would be members now/).waitFor();
    expect(all).toBeGreaterThan(5);
    for (const least of ['1', '2']) {
      await page.getByLabel('Add a condition').selectOption('Feature');
      await page.getByLabel('Feature of a user').last().selectOption('Active days last 7');
      await page.getByLabel('Feature at least').last().fill(least);
    }
    await page.getByText('Days with an event').first().waitFor();
    await page.getByLabel('Add a condition').selectOption('Churn risk');
    await page.getByLabel('Churn risk from').fill('160');
    await page.getByText('A percentage from 0 to 100').waitFor();
    await page.getByLabel('Churn risk from').fill('10');
    for (let n = 0; n < 2; n++)
      await page.getByRole('button', { name: 'Remove the condition Feature' }).first().click();
    await page.getByText(/^5 users would be members now/).waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save audience' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('5 users become members at once').waitFor();
    await dialog.getByLabel('Name').fill('The five of highest risk');
    await dialog.getByLabel('Key, for programs').fill('five-at-risk');
    await dialog.getByRole('button', { name: 'Save audience' }).click();
    await page.waitForURL('**/audiences/five-at-risk');
    await page.getByText(/^5 members as of 12 May 2017/).waitFor();
    const members = page.getByRole('region', { name: 'Members' });
    await members.getByRole('row').nth(5).waitFor();
    expect(await members.getByRole('row').count()).toBe(1 + 5);
    await page.getByRole('region', { name: 'Changes' }).getByText('meets the conditions').first().waitFor();
    await picture(page, '/audience');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Members as CSV' }).click(),
    ]);
    expect((await textOf(download)).trimEnd().split('\n')).toHaveLength(1 + 5);
    await page.keyboard.press('Control+k');
    await page.getByRole('searchbox').fill('five of highest');
    await page.getByRole('dialog').getByRole('link', { name: 'The five of highest risk' }).waitFor();
    // The first empties the field.
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Change' }).click();
    await page.getByText(/^5 users would be members now/).waitFor();
    await page.getByLabel('Most members').fill('4');
    await page.getByText(/^4 users would be members now/).waitFor();
    await page.getByRole('button', { name: 'Save audience' }).click();
    await dialog.getByText('chosen anew at once: 4 users').waitFor();
    expect(await dialog.getByLabel('Name').inputValue()).toBe('The five of highest risk');
    await dialog.getByRole('button', { name: 'Save audience' }).click();
    await page.getByText(/^4 members as of 12 May 2017/).waitFor();
    const release = await hold(page, '**/api/churn/audiences');
    await page.getByRole('button', { name: 'Archive' }).click();
    await dialog.getByRole('button', { name: 'Archive' }).click();
    await page.getByRole('heading', { level: 1, name: 'Audiences' }).waitFor();
    // The list as it was before is not shown, not even while the new one is awaited.
    const archived = page.getByRole('link', { name: 'The five of highest risk' });
    expect(await archived.count()).toBe(0);
    release();
    await page.getByRole('link', { name: 'About to leave' }).waitFor();
    expect(await archived.count()).toBe(0);
  });

  it('a plan for 60 users becomes a campaign and the file of its contacts in six clicks', async () => {
    const page = await browser.open('/');
    const click = clicksOf();
    await click(page.getByRole('link', { name: 'At risk', exact: true }));
    await click(page.getByRole('spinbutton', { name: 'Users, at most' }));
    await page.keyboard.type('60');
    await page.keyboard.press('Tab');
    await page.keyboard.type('25');
    await page.getByText(/^Save these 60 users/).waitFor();
    await click(page.getByRole('button', { name: 'Save as campaign' }));
    const dialog = page.getByRole('dialog');
    await dialog.getByText('about 45 are to be contacted, and about 15 are left alone').waitFor();
    expect(await barriers(page)).toEqual([]);
    await click(dialog.getByRole('button', { name: 'Save as campaign' }));
    await page.getByRole('heading', { level: 1, name: '60 users at risk, 12 May 2017' }).waitFor();
    await click(page.getByRole('button', { name: 'Launch' }));
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      click(dialog.getByRole('button', { name: /^Launch, and save/ })),
    ]);
    expect(click.count()).toBeLessThanOrEqual(6);
    const [, ...lines] = (await textOf(download)).trimEnd().split('\n');
    const contacted = lines.map((line) => line.split(',')[0]!);
    const ask = async <T>(path: string) => (await (await page.context().request.get(path)).json()) as T;
    const key = '60-users-at-risk-12-may-2017';
    const { launched, plan } = await ask<{
      launched: { arms: { arm: string; users: number }[] };
      plan: { members: number; expectedEffect: number };
    }>(`/api/churn/campaigns/${key}`);
    const users = Object.fromEntries(launched.arms.map((arm) => [arm.arm, arm.users]));
    expect([contacted.length, contacted.length + users['holdout']!, plan.members]).toEqual([
      users['treatment'],
      60,
      60,
    ]);
    // The held out are members no more; the others are the first of the list that may be contacted.
    const { users: ranked } = await ask<{ users: { userId: string }[] }>(
      `/api/churn/churn?limit=${contacted.length}&contactable=true`,
    );
    expect(contacted.toSorted()).toEqual(ranked.map(({ userId }) => userId).toSorted());
    await page.getByRole('heading', { name: 'Plan', exact: true }).waitFor();
    await page.getByText('Smallest visible effect, adjusted by risk').waitFor();
  });

  it('an endpoint shows its secret once, its messages with their answers, and sends again', async () => {
    const received: string[] = [];
    let status = 500;
    const receiver = createServer((request, answer) => {
      void text(request).then(() => {
        received.push(String(request.headers['webhook-id']));
        answer.writeHead(status).end(status === 500 ? 'out of order' : '');
      });
    }).listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    try {
      const page = await browser.open('/');
      const click = clicksOf();
      await click(page.getByRole('link', { name: 'Delivery', exact: true }));
      const dialog = page.getByRole('dialog');
      await click(page.getByRole('button', { name: 'Create endpoint' }));
      await dialog.getByLabel('Name', { exact: true }).fill('crm');
      await dialog
        .getByLabel('Address')
        .fill(`http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`);
      // Besides tests it gets nothing that other specs cause.
      await dialog.getByRole('checkbox', { name: 'a campaign was launched' }).check();
      expect(await barriers(page)).toEqual([]);
      await click(dialog.getByRole('button', { name: 'Create endpoint' }));
      const first = (await page.getByText(/^whsec_/).textContent())!;
      await click(page.getByRole('button', { name: 'Done, hide it' }));
      await page.getByText(first).waitFor({ state: 'detached' });
      expect(await page.content()).not.toContain(first);
      await click(page.getByRole('button', { name: 'Test: crm' }));
      await click(dialog.getByRole('button', { name: 'Test' }));
      const messages = page.getByRole('row').filter({ hasText: 'endpoint.test' });
      await messages.getByText('500: out of order').waitFor();
      status = 204;
      await click(messages.getByRole('button', { name: /^Send now: msg_/ }));
      await click(dialog.getByRole('button', { name: 'Send now' }));
      await messages.getByText('delivered').waitFor();
      expect(click.count()).toBeLessThanOrEqual(8);
      await page.getByRole('button', { name: 'Pause: crm' }).click();
      await dialog.getByRole('button', { name: 'Pause' }).click();
      await page.getByText('It was paused on request.').waitFor();
      await messages.getByRole('link', { name: 'a test' }).click();
      await page.getByText(/^As it was sent on .* SHA-256 [0-9a-f]{64}\.$/).waitFor();
      expect(await page.getByText('"type": "endpoint.test"').count()).toBe(2);
      expect(await barriers(page)).toEqual([]);
      await messages.getByRole('button', { name: /^Replay: msg_/ }).click();
      await dialog.getByRole('button', { name: 'Replay' }).click();
      await messages.getByText('waiting').waitFor();
      await page.getByRole('button', { name: 'Enable: crm' }).click();
      await dialog.getByRole('button', { name: 'Enable' }).click();
      await messages.getByText('delivered').waitFor();
      await page.getByText('More', { exact: true }).click();
      expect(new Set(received).size).toBe(1);
      await page.getByRole('button', { name: 'Replay: crm' }).click();
      await dialog.getByLabel('Messages').selectOption('that were given up or delivered');
      await dialog.getByLabel('From').fill(new Date().toISOString().slice(0, 10));
      expect(await barriers(page)).toEqual([]);
      await dialog.getByRole('button', { name: 'Replay' }).click();
      await page.getByText(/messages? (is|are) sent again\.$/).waitFor();
      await page.getByRole('button', { name: 'Change: crm' }).click();
      await dialog.getByLabel('What it is').fill('the CRM');
      await dialog.getByRole('checkbox', { name: 'an alert fires' }).check();
      await dialog.getByRole('button', { name: 'Change' }).click();
      await page.getByRole('row').filter({ hasText: 'an alert fires, a campaign was launched' }).waitFor();
      await page.keyboard.press('Control+k');
      await page.getByRole('searchbox').fill('crm');
      await dialog.getByRole('link', { name: 'crm' }).click();
      await page.waitForURL('**/delivery?endpoint=crm');
      await page.getByRole('button', { name: 'Rotate secret: crm' }).click();
      await dialog.getByRole('button', { name: 'Rotate secret' }).click();
      expect(await page.getByText(/^whsec_/).textContent()).not.toBe(first);
      await page.getByRole('button', { name: 'Remove: crm' }).click();
      await dialog.getByRole('button', { name: 'Remove' }).click();
      await page.getByText('No endpoint yet').waitFor();
    } finally {
      receiver.close();
    }
  });

  it('a campaign says what it can show before it is launched, and gives the users to contact', async () => {
    const page = await browser.open('/audiences/about-to-leave');
    await page.getByRole('link', { name: 'Plan a campaign' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/chance of 80/).waitFor();
    await dialog.getByLabel(/hold-out/).fill('30');
    await dialog.getByLabel('Ways of contact').fill('holdout');
    await dialog.getByRole('alert').getByText('None is holdout').waitFor();
    await dialog.getByLabel('Ways of contact').fill('treatment');
    await dialog.getByLabel('Name').fill('Bring them back');
    expect(await dialog.getByLabel('Key, for programs').inputValue()).toBe('bring-them-back');
    await dialog.getByLabel('Key, for programs').fill('bring-back');
    expect(await barriers(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Plan a campaign' }).click();
    await page.waitForURL('**/campaigns/bring-back');
    await page.getByText('Smallest visible effect', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Launch' }).click();
    await dialog.getByText(/are left alone/).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: /^Launch, and save/ }).click(),
    ]);
    await page.getByRole('link', { name: 'Users to contact' }).waitFor();
    const contacts = (await textOf(download)).trimEnd().split('\n').length - 1;
    const arms = page.getByRole('region', { name: 'Assigned users' });
    await arms.getByRole('cell', { name: 'holdout' }).waitFor();
    const treated = arms.getByRole('row').filter({ hasText: 'treatment' }).getByRole('cell').last();
    expect(await treated.textContent()).toBe(String(contacts));
    expect(await barriers(page)).toEqual([]);
    await picture(page, '/campaign');
  });

  it('a campaign with several ways of contact shows its effect, its balance and for whom it worked', async () => {
    const page = await browser.open('/campaigns/winter-offer');
    await page.getByText(/^"email" has no effect on churn|^"email" (lowers|raises) churn/).waitFor();
    await page.getByRole('img', { name: /^Effect on churn/ }).waitFor();
    const effects = page.getByRole('region', { name: 'Effect', exact: true });
    for (const arm of ['email', 'push'])
      await effects.getByRole('cell', { name: arm, exact: true }).waitFor();
    await page.getByRole('table', { name: 'Balance at launch' }).waitFor();
    await page.getByText('The effect differs between users').waitFor();
    await page.getByRole('img', { name: /^Users kept by the contact/ }).waitFor();
    await page.getByRole('table', { name: 'For whom did it work?' }).getByText('two models').waitFor();
  });

  it('logs of another service get a mapping that is drafted, checked and stored', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'own-logs-'));
    const path = join(folder, 'our-plays.jsonl');
    writeFileSync(path, OWN_LOGS);
    try {
      const page = await browser.open('/data');
      await page.getByLabel('A file of your logs').setInputFiles(path);
      const mapping = page.getByLabel('Mapping, in YAML');
      await mapping.waitFor();
      expect(await mapping.inputValue()).toContain('user: user');
      expect(await mapping.inputValue()).toContain('ids: numeric');
      await mapping.fill(`${await mapping.inputValue()}\nuzer: x\n`);
      await page.getByRole('button', { name: 'Check', exact: true }).click();
      await page.getByRole('alert').getByText(/uzer/).waitFor();
      await mapping.fill(
        (await mapping.inputValue()).replace(/uzer.*/, '').replace(/^name: .*/m, 'name: own-plays'),
      );
      await page.getByRole('button', { name: 'Check', exact: true }).click();
      await page.getByText('Of the first 50 records, 50 become events and 0 are rejected.').waitFor();
      expect(await barriers(page)).toEqual([]);
      await page.getByRole('button', { name: /^Store and load these now/ }).click();
      await page.getByRole('dialog').getByText('loaded by a job').waitFor();
      expect(await barriers(page)).toEqual([]);
      await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
      await page.getByRole('button', { name: 'Store the mapping' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Store the mapping' }).click();
      await page.getByText('Stored. Choose own-plays').waitFor();
      await page.getByLabel('Format').first().selectOption('own-plays');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is changed by no read key', async () => {
    const page = await browser.open('/campaigns', { key: READ_KEY });
    expect(await page.getByRole('button', { name: 'Plan a campaign' }).isDisabled()).toBe(true);
    await open(page, '/audiences/new?band.is=high');
    expect(await page.getByRole('button', { name: 'Save audience' }).isDisabled()).toBe(true);
  });
});
