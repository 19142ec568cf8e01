/** Draw on the whole screen, or wait for keys. */
export const FULL_SCREEN = new Set(
  (
    'vi vim nvim view nano pico emacs micro helix hx ed joe mcedit mc less more most man info top htop btop atop ' +
    'watch tmux screen fzf dialog whiptail tig lazydocker ctop dive k9s ncdu ranger links lynx w3m visudo vipw'
  ).split(' '),
);

/** Ask for a password or a confirmation on the terminal itself. */
export const ASKING = new Set(
  'sudo su doas ssh scp sftp ssh-copy-id ssh-add passwd chsh chfn telnet ftp mosh gpg reset stty script'.split(
    ' ',
  ),
);

/** Talk with whoever is at the terminal when nothing else is given to them. */
export const TALKING = new Set(
  (
    'bash sh zsh fish dash ksh python python3 node deno irb ruby php perl lua ghci R psql mysql mariadb sqlite3 ' +
    'redis-cli mongosh bc dc cat tee tr sort wc nc ncat netcat'
  ).split(' '),
);
