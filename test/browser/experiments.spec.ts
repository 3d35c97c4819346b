import { barriers, clicksOf, useBrowser, open, place, select } from './support/console-browser.js';
import { until } from '../support/until.js';

describe('experiments', () => {
  const browser = useBrowser();

  it('cannot begin without a second version, and say what to do', async () => {
    const page = await browser.open('/experiments');
    await page.getByText('No experiment yet').waitFor();
    await page.getByRole('button', { name: 'Start an experiment' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('No other version is ready').waitFor();
    await dialog.getByText('Version 2 is retired').waitFor();
    expect(await dialog.getByRole('button', { name: 'Start an experiment' }).isDisabled()).toBe(true);
    expect(await barriers(page)).toEqual([]);
  });

  it('begin with a version that is ready, and end after a confirmation', async () => {
    const page = await browser.page();
    const { request } = page.context();
    const headers = { origin: place.console };
    const accepted = await request.post('/api/recommender/admin/recommender/retrain', { data: {}, headers });
    const { id } = (await accepted.json()) as { id: string };
    await open(page, `/jobs/recommender/${id}`);
    await page.getByText('succeeded', { exact: true }).waitFor({ timeout: 120_000 });
    const listed = await request.get('/api/recommender/recommend/models?limit=50');
    const { models } = (await listed.json()) as {
      models: { version: number; state: string; gate: unknown }[];
    };
    // Shown whole when it fails: the gate says why.
    expect(models).toContainEqual(expect.objectContaining({ state: 'ready' }));
    const dialog = page.getByRole('dialog');
    await open(page, '/models');
    await page.getByRole('button', { name: 'Roll back' }).last().click();
    await dialog.getByText('will replace version').waitFor();
    await page.keyboard.press('Escape');

    await open(page, '/');
    const click = clicksOf();
    await click(page.getByRole('link', { name: 'Experiments' }));
    await click(page.getByRole('button', { name: 'Start an experiment' }));
    await dialog.getByLabel('Name').fill('try the other');
    await dialog.getByLabel('Planned impressions').fill('1000000');
    await click(dialog.getByRole('button', { name: 'Start an experiment' }));
    expect(click.count()).toBeLessThanOrEqual(4);
    await page.getByText('running', { exact: true }).waitFor();
    // Nothing is shown yet: its plan is, and what is missing.
    const result = page.getByRole('region', { name: 'try the other' });
    await page.getByRole('heading', { name: 'try the other' }).waitFor();
    await page.getByText('0 of 1,000,000 planned songs shown.').waitFor();
    await result.getByRole('cell', { name: 'challenger' }).waitFor();
    expect(await page.getByRole('button', { name: /^Make the winner live/ }).count()).toBe(0);
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'End experiment' }).click();
    await dialog.getByText('serves all users').waitFor();
    await dialog.getByRole('button', { name: 'End experiment' }).click();
    await page.getByText('by request').waitFor();
  });

  it('have a winner that is made live, which ends them', async () => {
    const page = await browser.page();
    const { request } = page.context();
    const ask = async <Answer>(path: string, data: object): Promise<Answer> => {
      const headers = { origin: place.console };
      const answer = await request.post(`/api/recommender${path}`, { data, headers });
      expect(answer.ok()).toBe(true);
      return (await answer.json()) as Answer;
    };
    const version = async (state: string) => {
      const listed = await request.get('/api/recommender/recommend/models?limit=50');
      const { models } = (await listed.json()) as { models: { version: number; state: string }[] };
      return models.find((one) => one.state === state)!.version;
    };
    const [before, challenger] = [await version('live'), await version('ready')];
    await ask('/admin/recommender/experiments', { name: 'a winner', challengerVersions: [challenger] });
    const users = await select<{ id: string }>(
      'SELECT DISTINCT user_id::text AS id FROM churn_score ORDER BY id LIMIT 400',
    );
    type Answered = {
      userId: string;
      variant: string | null;
      recommendationId: string;
      songs: { songId: string }[];
    };
    const batch = async () => {
      const userIds = users.map(({ id }) => id);
      const some = [userIds.slice(0, 200), userIds.slice(200)].map((part) =>
        ask<{ users: Answered[] }>('/recommend/batch', { userIds: part, limit: 2 }),
      );
      return (await Promise.all(some)).flatMap((answer) => answer.users);
    };
    await until(async () => (await batch()).every(({ variant }) => variant !== null), 'the experiment');
    for (const [n, { userId, variant, recommendationId, songs }] of (await batch()).entries()) {
      const songIds = songs.map(({ songId }) => songId);
      await ask('/recommend/impressions', { recommendationId, songIds });
      // As ingest-service notes a posted play of the list: every challenged user plays a song, of others each third.
      if (variant === 'challenger' || n % 3 === 0)
        await select(
          `INSERT INTO event_recommendation (user_id, song_id, day, kind, recommendation_id, played_share)
           VALUES ($1, $2, current_date, 'play', $3, 1)`,
          [userId, songIds[0], recommendationId],
        );
    }
    await open(page, '/');
    const click = clicksOf();
    await click(page.getByRole('link', { name: 'Experiments' }));
    const winner = page.locator('section', { has: page.getByRole('heading', { name: 'a winner' }) });
    await winner.getByText(new RegExp(`^Version ${challenger} is better than the live version: `)).waitFor();
    await click(winner.getByRole('button', { name: /^Make the winner live/ }));
    const dialog = page.getByRole('dialog');
    await dialog.getByText(`Make version ${challenger} live?`).waitFor();
    expect(await barriers(page)).toEqual([]);
    await click(dialog.getByRole('button', { name: 'Make the winner live' }));
    await winner
      .getByRole('button', { name: 'Make the winner live: a winner' })
      .waitFor({ state: 'detached' });
    expect(click.count()).toBeLessThanOrEqual(4);
    expect(await version('live')).toBe(challenger);
    const ended = await select<{ by: string }>(
      "SELECT ended_by AS by FROM recommender_experiment WHERE name = 'a winner' AND ended_at IS NOT NULL",
    );
    expect(ended).toEqual([{ by: 'promotion' }]);
    await ask(`/admin/recommender/models/${before}/promote`, {});
  });

  it('compare versions of a scenario, and begin on its page', async () => {
    const page = await browser.page();
    const dialog = page.getByRole('dialog');
    const path = '/api/recommender/admin/recommender/scenarios/tried/versions';
    const post = async (more: string, data: object): Promise<void> => {
      const headers = { origin: place.console };
      expect((await page.context().request.post(path + more, { data, headers })).ok()).toBe(true);
    };
    await post('', { options: { limit: 5 } });
    await post('/1/promote', {});
    await post('', { options: { limit: 9 } });
    await open(page, '/scenarios/tried');
    await page.getByRole('button', { name: 'Start an experiment' }).click();
    await dialog.getByLabel('Name').fill('longer lists');
    await dialog.getByRole('button', { name: 'Start an experiment' }).click();
    await dialog.waitFor({ state: 'detached' });
    await open(page, '/experiments');
    await page.getByRole('cell', { name: 'tried', exact: true }).waitFor();
    const running =
      'SELECT challenger_versions AS versions FROM recommender_experiment WHERE ended_at IS NULL';
    expect(await select(running)).toEqual([{ versions: [2] }]);
    await post('/2/promote', {});
    expect(await select(running)).toEqual([]);
  });

  // Here, since a version that is ready must not be trained before the first test of this file.
  it('need no training that would find nothing new: its button says so before it begins', async () => {
    const page = await browser.open('/jobs');
    await page.getByRole('button', { name: 'Train the recommender' }).click();
    await page.getByRole('dialog').getByText('There is nothing new').waitFor();
  });
});
