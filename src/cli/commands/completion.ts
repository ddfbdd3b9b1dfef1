import { basename } from 'node:path';
import { type Command, defineCommand } from '../command.ts';
import { completionScript, SHELLS } from '../completion-script.ts';
import { EXIT } from '../exit-code.ts';

export const completion: Command = defineCommand({
  usage: 'completion [shell]',
  describe: 'Print a completion script: commands, options, profiles and bots',
  examples: [
    ['bot completion bash >> ~/.bashrc', 'bash'],
    ['bot completion zsh >> ~/.zshrc', 'zsh'],
    ['bot completion fish > ~/.config/fish/completions/bot.fish', 'fish'],
  ],
  positionals: {
    shell: { choices: SHELLS, describe: 'Default: by $SHELL' },
  },
  run: async (args, session) => {
    const own = SHELLS.find((shell) => shell === basename(session.env.SHELL ?? ''));
    const shell = args.shell ?? own ?? 'bash';
    const script = completionScript(shell);
    if (session.json) session.output.document({ shell, script });
    else session.output.text(script);
    return EXIT.done;
  },
});
