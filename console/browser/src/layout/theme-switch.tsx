import { useState } from 'react';
import { texts } from '../texts.js';
import styles from './layout.module.css';
import { applyTheme, chosenTheme, THEMES } from './theme.js';

export function ThemeSwitch() {
  const [chosen, setChosen] = useState(chosenTheme);
  return (
    <fieldset className={styles.themes}>
      <legend>{texts.layout.theme}</legend>
      {THEMES.map((theme) => (
        <label key={theme}>
          <input
            type="radio"
            name="theme"
            value={theme}
            checked={theme === chosen}
            onChange={() => {
              applyTheme(theme);
              setChosen(theme);
            }}
          />
          <span>{texts.layout.themes[theme]}</span>
        </label>
      ))}
    </fieldset>
  );
}
