import { loadSettings } from '#common';
import { churnSettings } from './churn.settings.js';

const MINIMAL = { DATABASE_URL: 'postgres://localhost/db' };

describe('churnSettings', () => {
  it('default to the windows of the original: 30 days of features, 14 of labels', () => {
    expect(loadSettings(churnSettings, MINIMAL)).toMatchObject({
      PORT: 3002,
      CHURN_FEATURE_DAYS: 30,
      CHURN_LABEL_DAYS: 14,
      CHURN_TEST_SHARE: 0.2,
      CHURN_SEED: 42,
      CHURN_MEDIUM_FROM: 0.4,
      CHURN_HIGH_FROM: 0.7,
    });
  });

  it('count any kind of event as activity, or those that are listed', () => {
    expect(loadSettings(churnSettings, MINIMAL)).toMatchObject({
      CHURN_ACTIVITY_KINDS: ['play', 'download', 'search', 'feedback'],
      CHURN_POPULATION_KINDS: ['play', 'download', 'search', 'feedback'],
      CHURN_POPULATION_MIN_DAYS: 1,
    });
    expect(
      loadSettings(churnSettings, { ...MINIMAL, CHURN_ACTIVITY_KINDS: 'search, play' }).CHURN_ACTIVITY_KINDS,
    ).toEqual(['play', 'search']);
    for (const wrong of ['plays', ',', 'play,']) {
      expect(() => loadSettings(churnSettings, { ...MINIMAL, CHURN_ACTIVITY_KINDS: wrong })).toThrow(
        /CHURN_ACTIVITY_KINDS/,
      );
    }
  });

  it('want no more active days of a user than the feature window has', () => {
    const settings = { ...MINIMAL, CHURN_FEATURE_DAYS: '7', CHURN_POPULATION_MIN_DAYS: '7' };
    expect(loadSettings(churnSettings, settings).CHURN_POPULATION_MIN_DAYS).toBe(7);
    expect(() => loadSettings(churnSettings, { ...settings, CHURN_POPULATION_MIN_DAYS: '8' })).toThrow(
      /CHURN_POPULATION_MIN_DAYS.*CHURN_FEATURE_DAYS/,
    );
  });

  it('schedule nothing unless told so, by five fields', () => {
    expect(loadSettings(churnSettings, MINIMAL)).toMatchObject({
      CHURN_SCORE_SCHEDULE: null,
      CHURN_RETRAIN_SCHEDULE: null,
      CHURN_SCHEDULE_TIMEZONE: 'UTC',
    });
    expect(
      loadSettings(churnSettings, { ...MINIMAL, CHURN_SCORE_SCHEDULE: ' 30 3 * * 1-5 ' })
        .CHURN_SCORE_SCHEDULE,
    ).toBe('30 3 * * 1-5');
    for (const wrong of ['nightly', '* * * *', '* * * * * *']) {
      expect(() => loadSettings(churnSettings, { ...MINIMAL, CHURN_SCORE_SCHEDULE: wrong })).toThrow(
        /five fields/,
      );
    }
  });

  it('refuse bands in the wrong order and windows of no length', () => {
    expect(() => loadSettings(churnSettings, { ...MINIMAL, CHURN_MEDIUM_FROM: '0.8' })).toThrow(
      /CHURN_HIGH_FROM.*must lie above CHURN_MEDIUM_FROM/,
    );
    expect(() => loadSettings(churnSettings, { ...MINIMAL, CHURN_LABEL_DAYS: '0' })).toThrow(
      /CHURN_LABEL_DAYS/,
    );
  });
});
