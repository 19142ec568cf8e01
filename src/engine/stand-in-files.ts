export { ASKED_NAMES } from '../practice/stand-ins/front/asked-names.ts';
import { authorityFile, curlSettingsFile } from '../practice/stand-ins/front/files.ts';
import { foldersOf } from '../practice/store/folders.ts';

/** Files of a practice engine by which curl finds and trusts its stand-ins. The engine writes them before it is ready. */
export function standInFiles(engineFolder: string): {
  readonly curlSettings: string;
  readonly authority: string;
} {
  const { standIns } = foldersOf(engineFolder);
  return { curlSettings: curlSettingsFile(standIns), authority: authorityFile(standIns) };
}
