/** In KiB of gzip. */
interface Load {
  script: number;
  style: number;
}

export const CONSOLE_BUDGET: Load;
export function firstLoadOf(folder: string): Load;
