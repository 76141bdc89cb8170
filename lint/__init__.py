"""lawlint: does a 法治政府建设年度报告 say what it must?"""
