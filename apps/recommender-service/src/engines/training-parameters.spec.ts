import { loadSettings } from '#common';
import { recommenderSettings } from '../recommender.settings.js';
import {
  areSame,
  liveParametersFor,
  haveSameWeights,
  parametersFromSettings,
  storedParameters,
} from './training-parameters.js';

const present = parametersFromSettings(
  loadSettings(recommenderSettings, { DATABASE_URL: 'postgres://u:p@127.0.0.1/d' }),
);

describe('parameters of a training', () => {
  it('are those of the live version, but for which songs count', () => {
    const stored = { ...present, factors: 7, alpha: 9, halfLifeDays: 3, minListeners: 50, minSongSeconds: 5 };
    expect(liveParametersFor(stored, present)).toEqual({
      ...present,
      factors: 7,
      alpha: 9,
      halfLifeDays: 3,
    });
  });

  it('mean, where they were stored without an exponent of the ridge, one ridge for all songs', () => {
    const { itemRidgeExponent, ...older } = present;
    expect(storedParameters({ parameters: older })).toEqual({ ...present, itemRidgeExponent: 0 });
    expect(storedParameters({ parameters: present }).itemRidgeExponent).toBe(itemRidgeExponent);
  });

  it('are the same where they were stored with one that is no more', () => {
    const stored = storedParameters({ parameters: { ...present, itemModel: 'local_ridge' } });
    expect(Object.keys(stored).sort()).toEqual(Object.keys(present).sort());
    expect(areSame(liveParametersFor(stored, present), present)).toBe(true);
  });

  it('are the same or not, in the fit or in the weights', () => {
    expect(areSame(present, { ...present })).toBe(true);
    expect(areSame(present, { ...present, alpha: 99 })).toBe(false);
    const otherFit = { ...present, alpha: 99 };
    expect(haveSameWeights(present, otherFit)).toBe(true);
    expect(haveSameWeights(present, { ...present, downloadWeight: 99 })).toBe(false);
  });
});
