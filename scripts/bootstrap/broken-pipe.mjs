// Loaded before a program. When what reads its output has gone, as after `| head`, a program that stops in
// order on SIGTERM gets that, and any other one ends; both without a message.
let isGone = false;

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error;
    if (isGone) return;
    isGone = true;
    if (process.listenerCount('SIGTERM') > 0) process.kill(process.pid, 'SIGTERM');
    else process.exit(0);
  });
}
