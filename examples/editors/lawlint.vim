" Vim / Neovim：放到 ~/.vim/compiler/lawlint.vim（Neovim 是 ~/.config/nvim/compiler/lawlint.vim）。
" 用法：打开报告，:compiler lawlint，然后 :make，再用 :copen 看清单，:cnext 跳到下一处。
if exists("current_compiler")
  finish
endif
let current_compiler = "lawlint"
CompilerSet makeprg=lawlint\ --output-format\ concise\ --quiet\ --fail-on\ never\ %:S
CompilerSet errorformat=%f:%l:%c:\ 不符合\ %m,%f:%l:%c:\ 待补\ %m,%f:%l:%c:\ 出错\ %m,%-G%.%#
