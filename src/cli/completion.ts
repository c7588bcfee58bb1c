import type { Command } from 'commander'
import { print } from './output.ts'

/** Each asks the command itself, so that nothing of it is written twice; a candidate may have a description after a tab. */
const SCRIPTS: Readonly<Record<string, string>> = {
  bash: `# relata: completion for bash. To have it: eval "$(relata completion bash)" in ~/.bashrc
_relata() {
  local IFS=$'\\n'
  COMPREPLY=($(relata __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null | cut -f1))
}
complete -o default -F _relata relata`,
  zsh: `#compdef relata
# relata: completion for zsh. To have it: eval "$(relata completion zsh)" in ~/.zshrc, after compinit
_relata() {
  local -a found
  found=("\${(@f)$(relata __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  found=("\${(@)\${(@)found:#}//:/\\\\:}")
  found=("\${(@)found//$'\\t'/:}")
  (( \${#found} )) && _describe relata found || _files
}
compdef _relata relata`,
  fish: `# relata: completion for fish. To have it: relata completion fish > ~/.config/fish/completions/relata.fish
function __relata_complete
  set -l words (commandline -opc)
  set -l typed (commandline -ct)
  set -l found (relata __complete $words[2..] "$typed" 2>/dev/null)
  if set -q found[1]
    printf '%s\\n' $found
  else
    __fish_complete_path "$typed"
  end
end
complete -c relata -f -a '(__relata_complete)'`,
}

export function defineCompletion(command: Command): void {
  command
    .addArgument(command.createArgument('<shell>', 'which shell').choices(Object.keys(SCRIPTS)))
    .action((shell: string) => print(SCRIPTS[shell]!))
}
