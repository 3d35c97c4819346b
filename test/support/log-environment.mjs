import { Buffer } from 'node:buffer';
import { setTimeout as sleep } from 'node:timers/promises';
import { TestEnvironment } from 'jest-environment-node';
import { HeldLog } from './held-log.mjs';

/** What a process under test has written before the test failed may still be on its way. */
const ON_THE_WAY_MS = 100;

/**
 * Holds back what a test file prints, and the services under it, in this process or as processes of their own; prints what belongs to a
 * test or hook when that fails. Jest's own lines do not pass here.
 */
export default class LogEnvironment extends TestEnvironment {
  #log = new HeldLog();
  #file;

  constructor(config, context) {
    super(config, context);
    this.#file = context.testPath.slice(config.projectConfig.rootDir.length + 1);
    // Taken by process-output.ts.
    this.global.holdLog = (text) => this.#log.add(text);
    for (const name of ['stdout', 'stderr']) {
      const write = (chunk, encoding, done = encoding) => {
        this.#log.add(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
        if (typeof done === 'function') done();
        return true;
      };
      const held = Object.create(process[name], { write: { value: write } });
      Object.defineProperty(this.global.process, name, { configurable: true, value: held });
    }
  }

  async handleTestEvent({ name, test, hook, describeBlock }) {
    if (name === 'hook_failure') {
      await this.#print(`${hook.type} of ${titleOf(test ?? describeBlock)}`);
    } else if (name === 'test_done') {
      if (test.errors.length > 0) await this.#print(titleOf(test));
      this.#log.clear();
    }
  }

  async #print(title) {
    await sleep(ON_THE_WAY_MS);
    const text = this.#log.take();
    if (text === '') return;
    process.stdout.write(`\n--- log of ${title} (${this.#file})\n${text}--- end of the log\n\n`);
  }
}

function titleOf(block) {
  const names = [];
  for (let at = block; at?.parent; at = at.parent) names.unshift(at.name);
  return names.length === 0 ? 'the file' : names.join(' > ');
}
