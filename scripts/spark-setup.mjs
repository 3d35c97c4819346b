// Puts Spark into .musicbox/spark-venv for `npm run test:spark` and for retrains with {"engine": "spark"};
// takes it when it is there. Exits with 3 where Java is missing or too old, with 1 when anything else fails.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Failure, inOneSentence } from './bootstrap/failure.mjs';
import { inRoot } from './bootstrap/paths.mjs';
import { pythonVenv } from './python-venv.mjs';

const LEAST_JAVA = 17;
const NO_JAVA = 3;
const INSTALL = `Install Java ${LEAST_JAVA} or newer (on Debian: apt-get install openjdk-17-jre-headless), or set JAVA_HOME to one.`;

/** @returns the folder of programs that spark-submit is in */
export function setUpSpark() {
  checkJava();
  return pythonVenv('spark-venv', inRoot('engines', 'spark', 'requirements.txt'));
}

function checkJava() {
  const { JAVA_HOME } = process.env;
  const java = JAVA_HOME ? join(JAVA_HOME, 'bin', 'java') : 'java';
  const { stderr, error } = spawnSync(java, ['-version'], { encoding: 'utf8' });
  if (error) throw new Failure(`Spark runs on Java, and ${java} cannot be started. ${INSTALL}`, NO_JAVA);
  // Java 8 and older count as 1.8, newer ones as 17.0.15.
  const version = /version "(?:1\.)?(\d+)/.exec(stderr)?.[1];
  if (Number(version) >= LEAST_JAVA) return;
  throw new Failure(
    `Spark needs Java ${LEAST_JAVA} or newer, and ${java} is ${version ?? 'unknown'}. ${INSTALL}`,
    NO_JAVA,
  );
}

if (process.argv[1] === import.meta.filename) {
  try {
    console.log(`Spark is ready: ${join(setUpSpark(), 'spark-submit')}`);
  } catch (error) {
    console.error(inOneSentence(error));
    process.exitCode = error.exitCode ?? 1;
  }
}
