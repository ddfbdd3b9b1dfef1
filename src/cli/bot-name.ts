import { BotrcError, plainText } from '../sdk/index.ts';

/** A bot's name is a folder's name. @throws BOTRC_USAGE */
export function checkedName(name: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,47}$/.test(name)) return name;
  throw new BotrcError('BOTRC_USAGE', 'that cannot be the name of a bot', {
    found: JSON.stringify(plainText(name, 80)),
    where: '--name',
    mend: 'Use letters, digits, dots, dashes and underscores; at most 48, a letter or digit first.',
  });
}
