export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const PLACE = 'theme';

export function chosenTheme(): Theme {
  const stored = localStorage.getItem(PLACE);
  return THEMES.find((theme) => theme === stored) ?? 'system';
}

/** Light or dark as chosen; without a choice, as the system says. */
export function applyTheme(theme: Theme = chosenTheme()): void {
  localStorage.setItem(PLACE, theme);
  const { dataset } = document.documentElement;
  if (theme === 'system') delete dataset['theme'];
  else dataset['theme'] = theme;
}
