;;; lawlint.el --- 在 Emacs 里检查法治政府建设年度报告 -*- lexical-binding: t; -*-
;; 用法：(load "lawlint.el")，打开报告后 M-x lawlint；M-g n 跳到下一处。

(require 'compile)

(defvar lawlint-command "lawlint --output-format concise --quiet --fail-on never"
  "检查一份报告的命令，后面接文件名。")

(add-to-list 'compilation-error-regexp-alist-alist
             '(lawlint "^\\(.+?\\):\\([0-9]+\\):\\([0-9]+\\): \\(?:\\(待补\\|建议\\)\\|不符合\\|出错\\) " 1 2 3 (4)))
(add-to-list 'compilation-error-regexp-alist 'lawlint)

(defun lawlint ()
  "检查当前缓冲区里的报告。"
  (interactive)
  (let ((coding-system-for-read 'utf-8)
        (process-environment (cons "PYTHONIOENCODING=utf-8" process-environment)))
    (compile (concat lawlint-command " " (shell-quote-argument (buffer-file-name))))))

(provide 'lawlint)
;;; lawlint.el ends here
