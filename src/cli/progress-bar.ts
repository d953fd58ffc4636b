import { Presets, SingleBar } from 'cli-progress';
import type { Progress } from '../replay/progress.js';
import type { Terminal } from './terminal.js';

/** A progress bar with rate and remaining time on a terminal; a line per stage elsewhere. */
export function progressBar(terminal: Terminal): Progress {
  if (!terminal.interactive) {
    return {
      start: (stage, total) => terminal.err(`${stage}: ${total}`),
      advance: () => undefined,
      stop: () => undefined,
    };
  }
  let bar: SingleBar | undefined;
  let began = 0;
  return {
    start: (stage, total) => {
      began = Date.now();
      bar = new SingleBar(
        {
          format: [
            `${stage.padEnd(19)} {bar} {percentage}%`,
            '{value}/{total}',
            '{rate}/s',
            '{eta_formatted} left',
          ].join(' | '),
          hideCursor: true,
        },
        Presets.rect,
      );
      bar.start(total, 0, { rate: '-' });
    },
    advance: (done) => {
      const seconds = Math.max(0.001, (Date.now() - began) / 1000);
      bar?.update(done, { rate: Math.round(done / seconds) });
    },
    stop: () => bar?.stop(),
  };
}
