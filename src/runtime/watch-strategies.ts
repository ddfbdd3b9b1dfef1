import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname, sep } from 'node:path';
import { BotrcError, type Ms, plainError, type TimerHandle } from '../sdk/index.ts';
import { type LoadedProfile, runningStrategies } from './config/index.ts';
import type { PluginInspector } from './plugins/inspector.ts';
import type { Session } from './session.ts';
import { swap } from './switch-profile.ts';

/** An editor saves in several steps, and a build writes several files: they are one change. */
const DEBOUNCE_MS: Ms = 300;
/** After a change while another swap was under way. */
const AGAIN_MS: Ms = 1_000;
const MODULE = /\.(?:[cm]?[jt]s|json)$/;

/**
 * `bot start --watch`: when a module of a running strategy changes, or one beside it, the profile is loaded again and
 * takes over by a hot swap. What cannot be loaded, warmed up or tried leaves the old one running, and the reason is
 * told. Strategies that come with botrc are not watched.
 * @param load reads the running profile again.
 */
export function watchStrategies(
  session: Session,
  load: (inspector: PluginInspector) => Promise<LoadedProfile>,
): () => void {
  const { wall, log } = session.parts;
  let watchers: readonly FSWatcher[] = [];
  let timer: TimerHandle | undefined;
  const later = (ms: Ms): void => {
    timer?.cancel();
    timer = wall.setTimer(ms, () => void reload());
  };
  const rewatch = (): void => {
    for (const watcher of watchers) watcher.close();
    watchers = foldersOf(session.parts.profile).map(({ folder, recursive }) => {
      const watcher = watch(folder, { recursive, persistent: false }, (_, file) => {
        if (file === null || isCode(file)) later(DEBOUNCE_MS);
      });
      watcher.on('error', (error) => log.warn(`${folder} is watched no more: ${error.message}`));
      return watcher;
    });
  };
  const reload = async (): Promise<void> => {
    const { name } = session.parts.profile;
    const asked = { profile: name, positions: 'keep', dryRun: false, staysStopped: [] } as const;
    try {
      const { seq } = await swap(session, { ...asked, load: (_, inspector) => load(inspector) });
      log.info(`the changed code of ${name} took over`, { seq });
      rewatch();
    } catch (error) {
      const { code, message, where } = plainError(error);
      if (code === 'BOTRC_REFUSED_SWITCH' && message.startsWith('another switch')) {
        later(AGAIN_MS);
        return;
      }
      session.alert({
        level: 'warning',
        title: `the changed code of ${name} was not taken over`,
        text: `${message}${where === undefined ? '' : ` (${where})`} The old one goes on.`,
        dedupeKey: `reload/${message}`,
      });
    }
  };
  rewatch();
  return () => {
    timer?.cancel();
    for (const watcher of watchers) watcher.close();
  };
}

/** @throws BOTRC_WATCH_INLINE where the host is this thread, which keeps the modules that it has imported. */
export function checkWatchable({ host }: LoadedProfile): void {
  if (host !== 'inline') return;
  throw new BotrcError('BOTRC_WATCH_INLINE', 'a bot with an inline host cannot load changed code', {
    where: 'host',
    mend: 'Set host: worker, the default, or start without --watch.',
  });
}

/** A file's whole folder: it may import its neighbours, and an editor may replace it. */
function foldersOf(profile: LoadedProfile): readonly { folder: string; recursive: boolean }[] {
  const folders = new Map<string, boolean>();
  for (const { resolved } of runningStrategies(profile)) {
    if (resolved.source === 'bundled') continue;
    if (resolved.path === resolved.entry) folders.set(dirname(resolved.path), false);
    else folders.set(resolved.path, true);
  }
  return [...folders].map(([folder, recursive]) => ({ folder, recursive }));
}

function isCode(file: string): boolean {
  const hidden = file.split(sep).some((part) => part.startsWith('.') || part === 'node_modules');
  return !hidden && MODULE.test(file) && !/\.test\./.test(basename(file));
}
