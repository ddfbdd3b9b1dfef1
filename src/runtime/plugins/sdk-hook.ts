import { registerHooks } from 'node:module';
import { hostModule } from './package-root.ts';

/** What plugins import by name and always get from the host, so that both sides hold one copy. */
const HOST_MODULES: Readonly<Record<string, string>> = {
  '@botrc/sdk': hostModule('sdk/index').href,
  '@botrc/sdk/testkit': hostModule('sdk/testkit/index').href,
  '@botrc/indicators': hostModule('indicators/index').href,
  '@botrc/sim': hostModule('sim/index').href,
};

const REGISTERED = Symbol.for('botrc.sdk-hook');

/**
 * Maps `@botrc/*` to the host's own copies for every import in this thread, wherever the importing file lies, and
 * `zod` where it cannot be resolved from there. Once per thread, however often it is called; a worker calls it for
 * itself.
 */
export function registerSdkHook(): void {
  const thread = globalThis as { [REGISTERED]?: boolean };
  if (thread[REGISTERED] === true) return;
  thread[REGISTERED] = true;
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const own = HOST_MODULES[specifier];
      if (own !== undefined) return nextResolve(own, context);
      if (specifier !== 'zod' && !specifier.startsWith('zod/')) return nextResolve(specifier, context);
      try {
        return nextResolve(specifier, context);
      } catch (error) {
        if (!isMissingPackage(error)) throw error;
        return nextResolve(specifier, { ...context, parentURL: import.meta.url });
      }
    },
  });
}

function isMissingPackage(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
}
