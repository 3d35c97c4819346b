import { useMutation } from '@tanstack/react-query';
import { saveFile } from '../data/csv.js';
import { texts } from '../texts.js';
import { Failure } from './failure.js';

/**
 * A button that asks the services for a whole list and saves it as a CSV. @param isCurrent whether the page already
 * shows what is chosen: a file is never that of an earlier choice
 */
export function ListFile({
  label,
  fileName,
  content,
  isCurrent = true,
}: {
  label: string;
  fileName: string;
  content: () => Promise<string>;
  isCurrent?: boolean;
}) {
  const saving = useMutation({
    mutationFn: content,
    onSuccess: (text) => saveFile(fileName, text),
  });
  return (
    <>
      <button type="button" disabled={!isCurrent || saving.isPending} onClick={() => saving.mutate()}>
        {saving.isPending ? texts.lists.gathering : label}
      </button>
      {saving.error !== null && <Failure problem={saving.error} />}
    </>
  );
}
