import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolveProfile, validateProfile } from '../../../src/runtime/config/resolve-profile.ts';
import { coreConfig } from '../../../src/runtime/core-config.ts';
import { coreBuilder } from '../../../src/runtime/host/build-core.ts';
import { PluginInspector } from '../../../src/runtime/plugins/inspector.ts';
import { EXCHANGE_TEXT, strategyText } from '../plugins/plugin-text.ts';
import { tempFolder } from '../plugins/temp-folder.ts';

/** Denies what is larger than `most`. */
const RULE = `import { defineRiskRule } from '@botrc/sdk';
import { z } from 'zod';
export default defineRiskRule({
  name: 'most', version: '1.0.0', options: z.strictObject({ most: z.int().positive() }),
  check: ({ quantity }, _view, { most }) => ({
    verdict: quantity > most ? 'deny' : 'allow', used: String(quantity), limit: String(most), reason: 'by size',
  }),
});
`;

function project(params: string) {
  const cwd = tempFolder({
    'venue.ts': EXCHANGE_TEXT,
    'mine.ts': strategyText(),
    'rule.ts': RULE,
    'profiles/p.yml': `exchange: { plugin: ../venue.ts }
instruments: [BTCUSDT]
strategies: [{ plugin: ../mine.ts }]
risk: { rules: [{ plugin: ../rule.ts, params: ${params} }] }
`,
  });
  return { cwd, env: { HOME: cwd }, profile: 'p' };
}

describe('a risk rule that a profile names', () => {
  it('is found, configured and seated in the core of a host', async () => {
    const request = project('{ most: 5 }');
    const profile = await resolveProfile(request);
    const inspector = new PluginInspector();
    try {
      const capabilities = {
        execution: 'none',
        intervals: [],
        streams: [],
        depths: [],
        missing: {},
      } as const;
      const sources = {
        capabilities,
        profile,
        run: 'r1',
        bot: 'b',
        nowMs: 0,
        wanted: [],
        instruments: [],
        inspector,
      };
      const config = await coreConfig(sources);
      expect(config.risk.rules).toMatchObject([{ name: 'most', version: '1.0.0', params: { most: 5 } }]);
      expect(structuredClone(config)).toEqual(config);
      const core = (await coreBuilder({ config, modules: [] }))();
      expect(core.pluginRules.map((rule) => rule.name)).toEqual(['most']);
    } finally {
      await inspector.close();
    }
  });

  it('is refused with its place in the profile where its parameters are wrong', async () => {
    const request = project('{ most: none }');
    const { errors } = await validateProfile(request);
    expect(errors.map((error) => error.code)).toEqual(['BOTRC_PLUGIN_OPTIONS']);
    expect(errors[0]?.message).toContain('risk.rules.0.params.most');
    expect(errors[0]?.detail.where).toContain(join('profiles', 'p.yml'));
  });
});
