import { loadSettings, SettingsError } from './load-settings.js';
import { platformSettings } from './platform-settings.js';

const MINIMAL = { PORT: '3001', DATABASE_URL: 'postgres://localhost/db' };

describe('loadSettings', () => {
  it('fills defaults and converts numbers', () => {
    const settings = loadSettings(platformSettings, MINIMAL);
    expect(settings).toMatchObject({ PORT: 3001, HOST: '127.0.0.1', DATABASE_POOL_SIZE: 10, READ_KEYS: [] });
  });

  it('splits key lists and refuses short keys', () => {
    const keys = `${'a'.repeat(16)}, ${'b'.repeat(20)}`;
    expect(loadSettings(platformSettings, { ...MINIMAL, READ_KEYS: keys }).READ_KEYS).toHaveLength(2);
    expect(() => loadSettings(platformSettings, { ...MINIMAL, READ_KEYS: 'short' })).toThrow(
      /READ_KEYS.*16 characters/,
    );
  });

  it('names every wrong variable at once and shows no value', () => {
    const wrong = () =>
      loadSettings(platformSettings, { PORT: 'secret-value', DATABASE_URL: 'mysql://u:secret-value@h' });
    expect(wrong).toThrow(SettingsError);
    expect(wrong).toThrow(/PORT[\s\S]*DATABASE_URL/);
    expect(wrong).not.toThrow(/secret-value/);
  });

  it('counts an empty variable as not set', () => {
    expect(() => loadSettings(platformSettings, { ...MINIMAL, DATABASE_URL: '' })).toThrow(
      /DATABASE_URL: is not set/,
    );
  });
});
