import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from './run-command.js';

const checkout = resolve(dirname(fileURLToPath(import.meta.url)), '../../../../..');

process.exitCode = await runCommand(process.argv.slice(2), process.env, checkout, process);
