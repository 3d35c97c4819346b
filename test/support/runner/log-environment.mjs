import { Buffer } from 'node:buffer';
import { setTimeout as sleep } from 'node:timers/promises';
import { HeldLog } from './held-log.mjs';
import SharedEnvironment from './shared-environment.mjs';

/** What a process under test has written before the test failed may still be on its way. */
const ON_THE_WAY_MS = 100;

/**
 * Holds back what a test file prints, and the services under it, in this process or as processes of their own; prints
 * what belongs to a test or hook when that fails. Jest's own lines do not pass here.
 */
export default class LogEnvironment extends SharedEnvironment {
  #log = new HeldLog();
  #file;
  #write = { stdout: process.stdout.write, stderr: process.stderr.write };

  constructor(config, context) {
    super(config);
    this.#file = context.testPath.slice(config.projectConfig.rootDir.length + 1);
  }

  async setup() {
    await super.setup();
    // Taken by process-output.ts.
    globalThis.holdLog = (text) => this.#log.add(text);
    for (const name of ['stdout', 'stderr']) {
      process[name].write = (chunk, encoding, done = encoding) => {
        this.#log.add(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
        if (typeof done === 'function') done();
        return true;
      };
    }
  }

  async teardown() {
    for (const name of ['stdout', 'stderr']) process[name].write = this.#write[name];
    delete globalThis.holdLog;
    await super.teardown();
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
    const printed = `\n--- log of ${title} (${this.#file})\n${text}--- end of the log\n\n`;
    this.#write.stdout.call(process.stdout, printed);
  }
}

function titleOf(block) {
  const names = [];
  for (let at = block; at?.parent; at = at.parent) names.unshift(at.name);
  return names.length === 0 ? 'the file' : names.join(' > ');
}
