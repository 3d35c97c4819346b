// Runs on whatever Node the machine has, so its syntax is one that old versions can read up to their error.
const MINIMUM = [20, 19];

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < MINIMUM[0] || (major === MINIMUM[0] && minor < MINIMUM[1])) {
  console.error(
    `Node ${process.versions.node} is too old: install Node ${MINIMUM.join('.')} or newer (https://nodejs.org) and run the command again.`,
  );
  process.exit(1);
}

import('./bootstrap/main.mjs').then(({ main }) => main(process.argv.slice(2)));
