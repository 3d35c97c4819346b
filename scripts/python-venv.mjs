import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from './bootstrap/failure.mjs';
import { inRoot } from './bootstrap/paths.mjs';

/**
 * Makes a virtual environment below .musicbox with what a requirements file pins, or takes the one that is
 * there.
 * @returns its folder of programs
 */
export function pythonVenv(name, requirements) {
  const venv = inRoot('.musicbox', name);
  const bin = join(venv, 'bin');
  const installed = join(venv, 'installed.txt');
  const wanted = readFileSync(requirements, 'utf8');
  if (existsSync(installed) && readFileSync(installed, 'utf8') === wanted) return bin;
  console.log(`Installing ${wanted.trim().split('\n').join(', ')} into .musicbox/${name}.`);
  const made = spawnSync('python3', ['-m', 'venv', '--clear', venv], { stdio: 'inherit' });
  if (made.status !== 0)
    throw new Failure('Python 3.10 or newer with venv is needed (on Debian: apt-get install python3-venv).');
  const pip = ['install', '--quiet', '--disable-pip-version-check', '-r', requirements];
  if (spawnSync(join(bin, 'pip'), pip, { stdio: 'inherit' }).status !== 0) {
    rmSync(venv, { recursive: true, force: true });
    throw new Failure('pip could not install the packages: what it printed above says why.');
  }
  copyFileSync(requirements, installed);
  return bin;
}
