"""Routes of the portal."""

from __future__ import annotations

from django.urls import path

from vendors.portal.views import answering, earlier, files, joining, news, pages, people, printed, workbooks

app_name = "portal"
urlpatterns = [
    path("", pages.home, name="home"),
    path("join/<str:token>/", joining.join, name="join"),
    path("news/", news.show_news, name="news"),
    path("news/<uuid:pk>/", news.open_notice, name="notice"),
    path("token/", news.renew_token, name="token"),
    path("invitation/<uuid:pk>/withdraw/", people.withdraw, name="withdraw-invitation"),
    path("<uuid:pk>/people/", people.show_people, name="people"),
    path("<uuid:pk>/", pages.show_assessment, name="assessment"),
    path("<uuid:pk>/submit/", pages.submit, name="submit"),
    path("<uuid:pk>/pdf/", printed.print_answers, name="print"),
    path("part/<uuid:pk>/<path:section>/", answering.section_page, name="section"),
    path("delegate/<uuid:pk>/<path:section>/", pages.delegate, name="delegate"),
    path("answer/<uuid:pk>/<int:number>/", answering.save_one, name="answer"),
    path("answer/<uuid:pk>/<int:number>/message/", answering.say, name="say"),
    path("answer/<uuid:pk>/<int:number>/file/", files.upload, name="upload"),
    path("earlier/<uuid:pk>/", earlier.earlier_answers, name="earlier"),
    path("workbook/<uuid:pk>/", workbooks.download, name="download"),
    path("workbook/<uuid:pk>/read/", workbooks.read_in, name="read-in"),
    path("file/<uuid:pk>/", files.open_link, name="open"),
    path("file/<uuid:pk>/remove/", files.remove, name="remove"),
    path("files/<str:token>/", files.serve, name="file"),
]
