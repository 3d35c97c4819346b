/** For programs that have settings and are no service: nothing here loads Nest. */
export { loadSettings, SettingsError } from './load-settings.js';
export { integerSetting } from './setting-types.js';
