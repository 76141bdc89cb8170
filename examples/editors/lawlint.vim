" Vim 8、Neovim：放到 ~/.vim/compiler/lawlint.vim（Neovim 是 ~/.config/nvim/compiler/lawlint.vim）。
" 用法：打开报告，:compiler lawlint；保存后 :make，再用 :copen 看清单，:cnext 跳到下一处。
"   不符合是 error，待补是 warning，建议和已豁免的是 info；没有找到的没有位置，指第 1 行。
"   :make --quiet 不列建议；:make --level county 等选项照样能用。
" GB18030 的报告：vimrc 里要有 set fileencodings=ucs-bom,utf-8,gb18030，不然 Vim 读成乱码，列也就不准。
if exists("current_compiler")
  finish
endif
let current_compiler = "lawlint"

" Whatever the locale and the settings file say, the words below are printed, and in UTF-8.
let $PYTHONIOENCODING = 'utf-8'
CompilerSet makeencoding=utf-8
CompilerSet makeprg=lawlint\ --output-format\ concise\ --lang\ zh\ --fail-on\ never\ $*\ %:S
" Only what is met is left out. Any other line, such as "command not found", stays in the list: an empty list must
" mean that there is nothing to mend. Pages and Word files have no lines, and lead to the file alone.
CompilerSet errorformat=
      \%E%f:%l:%c:\ 不符合\ %m,
      \%E%f:%l:%c:\ 出错\ %m,
      \%W%f:%l:%c:\ 待补\ %m,
      \%I%f:%l:%c:\ 建议\ %m,
      \%I%f:%l:%c:\ 提示\ %m,
      \%W%f:%*[^:]:\ 待补\ %m,
      \%I%f:%*[^:]:\ 建议\ %m,
      \%-G%f:%*[0-9]:%*[0-9]:\ 符合\ %m,
      \%-G%f:%*[^:]:\ 符合\ %m

" lawlint counts columns in characters, the quickfix list in bytes: three to a Chinese character.
function! s:Mend(local) abort
  if get(b:, 'current_compiler', get(g:, 'current_compiler', '')) !=# 'lawlint'
    return
  endif
  let l:items = a:local ? getloclist(0) : getqflist()
  for l:item in l:items
    let l:line = bufloaded(l:item.bufnr) ? get(getbufline(l:item.bufnr, l:item.lnum), 0, '') : ''
    let l:byte = byteidxcomp(l:line, l:item.col - 1)
    if l:byte > 0
      let l:item.col = l:byte + 1
    endif
    if l:item.text =~# ' — .\{-} \[已豁免：'
      let l:item.type = 'I'
    endif
  endfor
  if a:local
    call setloclist(0, [], 'r', {'items': l:items})
  else
    call setqflist([], 'r', {'items': l:items})
  endif
endfunction

augroup lawlint
  autocmd!
  autocmd QuickFixCmdPost make call s:Mend(0)
  autocmd QuickFixCmdPost lmake call s:Mend(1)
augroup END
