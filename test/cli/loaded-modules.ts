import { registerHooks } from 'node:module';

/** Preloaded into a command: names on stderr what it loads. */
registerHooks({
  load: (url, context, nextLoad) => {
    process.stderr.write(`loaded ${url}\n`);
    return nextLoad(url, context);
  },
});
