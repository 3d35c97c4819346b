const LIMIT = 30_000;
/** What Nest prints at every start and helps nobody. */
const NOISE =
  /^.*"context":"(NestFactory|InstanceLoader|RoutesResolver|RouterExplorer|NestApplication)".*\n?/gm;

/** The newest 30,000 characters of what was added. */
export class HeldLog {
  #text = '';
  #isCut = false;

  add(text) {
    this.#text += text.replace(NOISE, '');
    if (this.#text.length <= 2 * LIMIT) return;
    this.#text = this.#text.slice(-LIMIT);
    this.#isCut = true;
  }

  clear() {
    this.#text = '';
    this.#isCut = false;
  }

  /** All of it, each line ended; it is empty afterwards. */
  take() {
    const isCut = this.#isCut || this.#text.length > LIMIT;
    const kept = this.#text.slice(-LIMIT);
    this.clear();
    if (kept === '') return '';
    return `${isCut ? '(earlier lines are left out)\n' : ''}${kept}${kept.endsWith('\n') ? '' : '\n'}`;
  }
}
