export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** The first word that makes `bot` answer with completions for the words after it, the last one unfinished. */
export const COMPLETE = '--complete';

const SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `_bot() {
  local IFS=$'\\n'
  COMPREPLY=($(compgen -W "$(bot ${COMPLETE} "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _bot bot`,
  zsh: `_bot() {
  local -a found
  found=("\${(@f)$(bot ${COMPLETE} "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  compadd -a found
}
compdef _bot bot`,
  fish: `complete -c bot -f -a '(bot ${COMPLETE} (commandline -opc)[2..] (commandline -ct) 2>/dev/null)'`,
};

export function completionScript(shell: Shell): string {
  return `# Completion of bot for ${shell}.\n${SCRIPTS[shell]}`;
}
